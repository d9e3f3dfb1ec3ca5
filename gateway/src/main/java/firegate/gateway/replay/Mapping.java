package firegate.gateway.replay;

import firegate.ingest.device.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a mapping file says.
 *
 * @param device template of the device ids, for columns that do not give one of their own
 * @param kind what the devices are; MQTT cannot say it, so it is for their registration
 */
public record Mapping(
        char separator,
        TimeColumn time,
        Optional<String> device,
        Kind kind,
        List<Column> columns,
        List<Constant> constants) {

    /**
     * One column, or all that match a pattern.
     *
     * @param name as it stands in the header; empty when {@code pattern} is given
     * @param optional whether a file may lack it
     * @param line in the mapping file
     */
    record Column(
            Optional<String> name,
            Optional<Pattern> pattern,
            Optional<String> device,
            String metric,
            Transform transform,
            PhysicalRange range,
            boolean optional,
            int line) {

        String shown() {
            return name.map(exact -> "column '" + exact + "'")
                    .orElseGet(() -> "pattern '" + pattern.orElseThrow() + "'");
        }
    }

    /** A value that goes with every message. */
    record Constant(String metric, double value) {}

    /** {@code raw · scale + offset}, then the conversion; {@code path} in metres. */
    record Transform(BigDecimal scale, BigDecimal offset, Optional<Conversion> conversion, double path) {

        /** Not finite when there is no such value. */
        double apply(BigDecimal raw) {
            BigDecimal scaled = raw.multiply(scale).add(offset);
            double value = conversion.map(of -> of.apply(scaled, path)).orElseGet(scaled::doubleValue);
            return value + 0.0; // no negative zero
        }
    }
}
