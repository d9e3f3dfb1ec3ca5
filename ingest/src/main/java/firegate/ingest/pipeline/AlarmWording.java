package firegate.ingest.pipeline;

import firegate.ingest.device.Device;
import firegate.ingest.device.Site;
import firegate.ingest.records.DeviceRegistry;
import firegate.ingest.rule.Condition;
import firegate.ingest.rule.Rule;
import firegate.ingest.rule.Signal;
import firegate.ingest.rule.Text;
import firegate.ingest.telemetry.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Fills the templates of the rules: where it is, what was measured, what is allowed. */
final class AlarmWording {

    private final DeviceRegistry registry;

    AlarmWording(DeviceRegistry registry) {
        this.registry = registry;
    }

    /** @param site id of the site at the time, or null */
    Text message(Signal signal, String device, String site) {
        Device of = registry.device(device).orElse(null);
        List<String> where = new ArrayList<>();
        registry.site(site).map(Site::name).ifPresent(where::add);
        if (of != null && of.location() != null) {
            where.add(of.location());
        }
        where.add(of != null && of.name() != null ? of.name() : device);
        Text template = signal.rule().message();
        return new Text(
                filled(template.zh(), signal, String.join(" ", where)),
                filled(template.en(), signal, String.join(", ", where)));
    }

    private static String filled(String template, Signal signal, String where) {
        return template.replace("{value}", number(signal.value()))
                .replace("{unit}", unit(signal.metric()))
                .replace("{limit}", limit(signal))
                .replace("{where}", where);
    }

    /** Unit of what a signal measured; empty for booleans. */
    static String unit(String metric) {
        return metric.equals(Condition.Silence.METRIC) ? "s" : Metric.unitOf(metric);
    }

    /** The threshold of the level that is met. */
    private static String limit(Signal signal) {
        for (Rule.Level level : signal.rule().levels()) {
            if (level.severity() == signal.severity() && level.raise() instanceof Condition.Compare compare) {
                return number(compare.threshold());
            }
        }
        return "";
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString();
    }
}
