package firegate.gateway.replay;

import firegate.gateway.config.Form;
import firegate.gateway.config.Forms;
import firegate.gateway.config.Section;
import firegate.gateway.config.StrictYaml;
import firegate.gateway.replay.Mapping.Column;
import firegate.gateway.replay.Mapping.Constant;
import firegate.gateway.replay.Mapping.Transform;
import firegate.gateway.replay.TimeColumn.Unit;
import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.Metric;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a mapping file, strictly. */
public final class MappingReader {

    private static final Form<String> METRIC = Form.text(
            "a metric such as temperature: a-z, then a-z, 0-9 or _, 63 at most",
            text -> Optional.of(text).filter(Metric::validName));
    private static final Form<BigDecimal> NUMBER =
            Form.number("a number such as 0.1", text -> attempt(() -> new BigDecimal(text)));
    private static final Form<BigDecimal> PATH = Form.number(
            "metres, more than 0", text -> attempt(() -> new BigDecimal(text)).filter(metres -> metres.signum() > 0));
    private static final Form<Pattern> PATTERN = Form.text(
            "a regular expression for the whole name of a column, such as TC([A-F])_([1-7])",
            text -> attempt(() -> Pattern.compile(text)));
    private static final Form<ZoneId> ZONE =
            Form.text("a time zone such as Asia/Shanghai or +08:00", text -> attempt(() -> ZoneId.of(text)));
    private static final Form<DateTimeFormatter> FORMAT = Form.text(
            "a pattern of Java's DateTimeFormatter such as dd.MM.uuuu HH:mm:ss",
            text -> attempt(() -> DateTimeFormatter.ofPattern(text, Locale.ROOT)));
    private static final Form<Instant> INSTANT = Form.text(
            "ISO-8601 with offset in quotes, such as \"2026-05-01T08:00:00+08:00\"",
            text -> attempt(() -> OffsetDateTime.parse(text).toInstant()));
    private static final Form<Character> SEPARATOR = Form.text(
            "one character in quotes, such as \";\" or \"\\t\"",
            text -> Optional.of(text)
                    .filter(one -> one.length() == 1 && !one.equals("\"") && !one.equals("\n"))
                    .map(one -> one.charAt(0)));
    private static final Form<Conversion> CONVERSION = named(Conversion.values(), Conversion::id);
    private static final Form<Kind> KIND = named(Kind.values(), Kind::id);
    private static final Form<String> TEMPLATE = new Form<>(
            firegate.gateway.config.Given.Shape.TEXT,
            DeviceTemplate.ALLOWED,
            false,
            text -> DeviceTemplate.problem(text)
                    .<Form.Parsed<String>>map(Form.Parsed::because)
                    .orElseGet(() -> Form.Parsed.of(text)));

    private MappingReader() {}

    public static StrictYaml.Result<Mapping> read(Path file) {
        return StrictYaml.read(file, MappingReader::mapping);
    }

    private static Mapping mapping(Section yaml) {
        char separator = yaml.value("separator", SEPARATOR, ",");
        TimeColumn time = yaml.section("time", MappingReader::time);
        Optional<String> device = yaml.find("device", TEMPLATE);
        Kind kind = yaml.required("kind", KIND, Kind.UNKNOWN);
        List<Column> columns = yaml.sections("columns", column -> column(column, device.isPresent()));
        yaml.check(!columns.isEmpty(), "is missing; allowed: a list with at least one column", "columns");
        List<Constant> constants = yaml.sections("constants", MappingReader::constant);
        return new Mapping(separator, time, device, kind, columns, constants);
    }

    private static TimeColumn time(Section yaml) {
        String column = yaml.required("column", Forms.TEXT, "");
        Unit unit = yaml.required("unit", Forms.oneOf(Unit.class), Unit.S);
        boolean clock = unit == Unit.ISO || unit == Unit.LOCAL;
        Optional<String> from = yaml.find("from", Forms.oneOf(List.of("epoch", "start")));
        yaml.check(
                clock == from.isEmpty(),
                clock ? "does not go with unit " + id(unit) : "is missing; allowed: epoch (since 1970) or start",
                "from");
        Optional<ZoneId> zone = yaml.find("zone", ZONE);
        yaml.check(
                (unit == Unit.LOCAL) == zone.isPresent(),
                unit == Unit.LOCAL
                        ? "is missing: unit local needs it; allowed: " + ZONE.allowed()
                        : "goes only with unit local",
                "zone");
        Optional<DateTimeFormatter> format = yaml.find("format", FORMAT);
        yaml.check(unit == Unit.LOCAL || format.isEmpty(), "goes only with unit local", "format");
        boolean relative = from.filter("start"::equals).isPresent();
        Optional<Instant> start = yaml.find("start", INSTANT);
        yaml.check(relative || start.isEmpty(), "goes only with from: start", "start");
        return new TimeColumn(
                column,
                unit,
                relative,
                zone.orElse(ZoneOffset.UTC),
                format.orElse(TimeColumn.LOCAL),
                start.map(instant -> OptionalLong.of(instant.toEpochMilli())).orElse(OptionalLong.empty()));
    }

    private static Column column(Section yaml, boolean hasDevice) {
        Optional<String> name = yaml.find("column", Forms.TEXT);
        Optional<Pattern> pattern = yaml.find("match", PATTERN);
        yaml.check(
                name.isPresent() || pattern.isPresent(),
                "is missing; allowed: the name of a column, or match",
                "column");
        yaml.check(name.isEmpty() || pattern.isEmpty(), "stands beside match; give one of them", "column");
        Optional<String> device = yaml.find("device", TEMPLATE);
        yaml.check(
                hasDevice || device.isPresent(),
                "is missing, here and at the top; allowed: " + DeviceTemplate.ALLOWED,
                "device");
        String metric = yaml.required("metric", METRIC, "metric");
        Optional<Conversion> conversion = yaml.find("convert", CONVERSION);
        conversion.ifPresent(of -> yaml.check(
                Metric.of(metric) == null || Metric.unitOf(metric).equals(of.unit()),
                "gives " + of.unit() + ", but " + metric + " is in " + Metric.unitOf(metric),
                "convert"));
        Optional<BigDecimal> path = yaml.find("path", PATH);
        boolean needsPath = conversion.filter(Conversion::needsPath).isPresent();
        yaml.check(
                needsPath == path.isPresent(),
                needsPath ? "is missing; allowed: " + PATH.allowed() : "goes only with a conversion of transmission",
                "path");
        BigDecimal scale = yaml.value("scale", NUMBER, "1");
        BigDecimal offset = yaml.value("offset", NUMBER, "0");
        PhysicalRange range = range(yaml, metric);
        boolean optional = yaml.value("optional", Forms.TRUTH, "false");
        Transform transform = new Transform(
                scale, offset, conversion, path.map(BigDecimal::doubleValue).orElse(1.0));
        return new Column(name, pattern, device, metric, transform, range, optional, yaml.line());
    }

    private static PhysicalRange range(Section yaml, String metric) {
        PhysicalRange known = PhysicalRange.of(metric);
        double least = yaml.find("min", NUMBER).map(BigDecimal::doubleValue).orElse(known.least());
        double most = yaml.find("max", NUMBER).map(BigDecimal::doubleValue).orElse(known.most());
        yaml.check(least <= most, "is above max", "min", "max");
        return new PhysicalRange(least, most);
    }

    private static Constant constant(Section yaml) {
        String metric = yaml.required("metric", METRIC, "metric");
        BigDecimal value = yaml.required("value", NUMBER, BigDecimal.ZERO);
        boolean flag = Metric.of(metric) != null && Metric.of(metric).flag();
        yaml.check(
                !flag || value.compareTo(BigDecimal.ZERO) == 0 || value.compareTo(BigDecimal.ONE) == 0,
                "is not allowed for " + metric + "; allowed: 1 (true) or 0 (false)",
                "value");
        return new Constant(metric, value.doubleValue());
    }

    private static String id(Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    private static <E> Form<E> named(E[] values, Function<E, String> id) {
        return Form.text(
                "one of " + String.join(", ", Arrays.stream(values).map(id).toList()),
                text -> Arrays.stream(values)
                        .filter(value -> id.apply(value).equals(text))
                        .findFirst());
    }

    private interface Attempt<T> {
        T run();
    }

    private static <T> Optional<T> attempt(Attempt<T> parser) {
        try {
            return Optional.of(parser.run());
        } catch (NumberFormatException | DateTimeException | PatternSyntaxException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
