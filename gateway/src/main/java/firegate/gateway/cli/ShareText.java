package firegate.gateway.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Shares on the command line: {@code 0.05} or {@code 5%}. */
final class ShareText implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        try {
            boolean percent = text.endsWith("%");
            double share =
                    percent ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100 : Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            throw allowed(text, e);
        }
        throw allowed(text, null);
    }

    private static TypeConversionException allowed(String text, NumberFormatException cause) {
        TypeConversionException complaint = new TypeConversionException(
                "'" + text + "' is not allowed; allowed: a share from 0 to 1, or a percentage, such as 0.05 or 5%");
        complaint.initCause(cause);
        return complaint;
    }
}
