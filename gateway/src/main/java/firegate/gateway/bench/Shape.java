package firegate.gateway.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Connections, and the unacknowledged messages of each.
 *
 * @param steady the part of Mosquitto's rate at which nothing may pile up
 */
record Shape(int connections, int inFlight, double steady) {

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d × %d", connections, inFlight);
    }

    static final class Converter implements ITypeConverter<Shape> {

        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})x([1-9]\\d{0,3})@(\\d\\.\\d{1,3})");

        @Override
        public Shape convert(String text) {
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new TypeConversionException("'" + text + "' is no shape such as 200x20@0.6");
            }
            return new Shape(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Double.parseDouble(parts.group(3)));
        }
    }
}
