package firegate.gateway.replay;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/** From a unit that recordings use to the unit of firegate's metric. Proportional ones are exact in decimal digits. */
enum Conversion {
    /** Optical density per metre, D = log10(I0/I) / path: 10·D. */
    OD_PER_M_TO_DB_PER_M("dB/m", "10", "0"),
    /** Obscuration in percent over one metre. */
    OBSCURATION_PERCENT_PER_M_TO_DB_PER_M("dB/m", (percent, unused) -> -10 * Math.log10(1 - percent / 100)),
    /** Light that arrives, in percent of clear air, over a path given in metres. */
    TRANSMISSION_PERCENT_TO_DB_PER_M("dB/m", (percent, path) -> -10 * Math.log10(percent / 100) / path),
    PERCENT_TO_PPM("ppm", "10000", "0"),
    /** Mole or volume fraction. */
    FRACTION_TO_PPM("ppm", "1000000", "0"),
    BAR_TO_MPA("MPa", "0.1", "0"),
    KPA_TO_MPA("MPa", "0.001", "0"),
    L_PER_MIN_TO_L_PER_S("L/s", (litres, unused) -> litres / 60),
    KELVIN_TO_CELSIUS("Cel", "1", "-273.15"),
    FAHRENHEIT_TO_CELSIUS("Cel", (degrees, unused) -> (degrees - 32) / 1.8),
    KW_TO_W("W", "1000", "0"),
    WH_TO_KWH("kWh", "0.001", "0");

    private final String unit;
    private final BigDecimal factor;
    private final BigDecimal addend;

    @SuppressWarnings("ImmutableEnumChecker") // the formulas hold nothing
    private final DoubleBinaryOperator formula;

    Conversion(String unit, String factor, String addend) {
        this.unit = unit;
        this.factor = new BigDecimal(factor);
        this.addend = new BigDecimal(addend);
        this.formula = null;
    }

    Conversion(String unit, DoubleBinaryOperator formula) {
        this.unit = unit;
        this.factor = null;
        this.addend = null;
        this.formula = formula;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The unit that comes out. */
    String unit() {
        return unit;
    }

    boolean needsPath() {
        return this == TRANSMISSION_PERCENT_TO_DB_PER_M;
    }

    /** @param path in metres; only {@link #needsPath} looks at it. @return not finite where the formula has no value */
    double apply(BigDecimal value, double path) {
        return formula == null
                ? value.multiply(factor).add(addend).doubleValue()
                : formula.applyAsDouble(value.doubleValue(), path);
    }
}
