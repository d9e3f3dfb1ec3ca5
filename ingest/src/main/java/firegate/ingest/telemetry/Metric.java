package firegate.ingest.telemetry;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The metrics that firegate knows by name; any other name of the allowed form is stored as it is, without a unit. */
public enum Metric {
    BATTERY("%"),
    SIGNAL("dBm"),
    FAULT,
    TAMPER,
    TEST,
    SILENCED,
    FIRE,
    SMOKE("dB/m"),
    SMOKE_RAW("1"),
    TEMPERATURE("Cel"),
    CO("ppm"),
    CONTAMINATION("%"),
    PRESSURE("MPa"),
    FLOW("L/s"),
    TILT("deg"),
    CAP_OPEN,
    SHOCK,
    LEAK,
    CHARGING,
    VOLTAGE("V"),
    CURRENT("A"),
    POWER("W"),
    ENERGY("kWh"),
    RESIDUAL_CURRENT("mA"),
    PLUG_TEMPERATURE("Cel"),
    BATTERY_TEMPERATURE("Cel");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Map<String, Metric> BY_ID = new HashMap<>();

    static {
        for (Metric metric : values()) {
            BY_ID.put(metric.id, metric);
        }
    }

    private final String id = name().toLowerCase(Locale.ROOT);
    private final String unit;
    private final boolean flag;

    Metric() {
        this.unit = "";
        this.flag = true;
    }

    Metric(String unit) {
        this.unit = unit;
        this.flag = false;
    }

    public String id() {
        return id;
    }

    /** Unit in the notation of the outside interface (UCUM where it has one); empty for booleans. */
    public String unit() {
        return unit;
    }

    /** Whether the value is a boolean, stored as 1 or 0. */
    public boolean flag() {
        return flag;
    }

    /** The known metric of that name, or null. */
    public static Metric of(String name) {
        return BY_ID.get(name);
    }

    /** Unit of any metric name; empty when unknown or a boolean. */
    public static String unitOf(String name) {
        Metric metric = BY_ID.get(name);
        return metric == null ? "" : metric.unit;
    }

    /** Whether a name may be stored as a metric. */
    public static boolean validName(String name) {
        return BY_ID.containsKey(name) || NAME.matcher(name).matches();
    }
}
