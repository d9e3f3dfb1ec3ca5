package firegate.gateway.cli;

import firegate.gateway.config.Forms;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, as in the configuration, but not zero. */
final class DurationText implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        return Forms.parseDuration(text)
                .filter(duration -> !duration.isZero())
                .orElseThrow(() -> new TypeConversionException("'" + text
                        + "' is not allowed; allowed: a whole number with ms, s, m, h or d, such as 90s or 5m"));
    }
}
