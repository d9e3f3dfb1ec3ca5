package firegate.ingest.rule;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.records.Documents;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One device and the rules, step by step; times are seconds. Everything is done twice, to a state that lives on and to one that
 * is restored from its document before every step, and both must say the same.
 */
final class Timeline {

    static final long START_MS = 1_760_000_000_000L;

    private final RuleEngine engine;
    private final DeviceState unbroken;
    private DeviceState restarted;
    private long intervalMs;
    private List<String> said = new ArrayList<>();

    private Timeline(Kind kind, RuleBook book) {
        engine = new RuleEngine(book);
        unbroken = new DeviceState("d", kind, book);
        restarted = new DeviceState("d", kind, book);
    }

    static Timeline of(Kind kind) {
        return of(kind, RuleBookReader.builtIn());
    }

    static Timeline of(Kind kind, RuleBook book) {
        return new Timeline(kind, book);
    }

    static long ms(double second) {
        return START_MS + Math.round(second * 1000);
    }

    /** A sample that comes at once. */
    Timeline at(double second, Object... metricsAndValues) {
        return late(second, second, metricsAndValues);
    }

    /** A sample that comes later than it was taken. */
    Timeline late(double second, double receivedSecond, Object... metricsAndValues) {
        Reading reading = reading(ms(second), metricsAndValues);
        return step((state, out) -> {
            engine.seen(state, ms(receivedSecond), out);
            engine.accept(state, reading, ms(receivedSecond), false, out);
        });
    }

    static Reading reading(long timeMs, Object... metricsAndValues) {
        String[] names = new String[metricsAndValues.length / 2];
        double[] values = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = (String) metricsAndValues[2 * i];
            values[i] = ((Number) metricsAndValues[2 * i + 1]).doubleValue();
        }
        return new Reading(timeMs, TimeSource.DEVICE, timeMs, new MetricValues(names, values));
    }

    /** A fire taken ahead of its order. */
    Timeline fireAhead(double second, double receivedSecond) {
        return step((state, out) -> engine.fire(state, ms(second), ms(receivedSecond), false, out));
    }

    /** A message with nothing that rules look at. */
    Timeline seen(double second) {
        return step((state, out) -> engine.seen(state, ms(second), out));
    }

    /** As the desk does it: only when there is a deadline. */
    Timeline tick(double second) {
        return step((state, out) -> {
            if (engine.nextDeadlineMs(state) <= ms(second)) {
                engine.tick(state, ms(second), out);
            }
        });
    }

    Timeline dismiss(String rule, double second) {
        return step((state, out) -> engine.dismiss(state, rule, ms(second), out));
    }

    Timeline bind(Kind kind, double second) {
        return step((state, out) -> engine.bind(state, kind, ms(second), out));
    }

    Timeline bind(RuleBook book, double second) {
        return step((state, out) -> {
            engine.use(book);
            engine.bind(state, state.kind(), ms(second), out);
        });
    }

    /** Declares the interval between messages; the program started at the first second. */
    Timeline every(long intervalSeconds) {
        intervalMs = intervalSeconds * 1000;
        return step((state, out) -> {});
    }

    /** The next moment at which time alone changes something, seconds; -1 when never. */
    double nextDeadline() {
        long next = engine.nextDeadlineMs(unbroken);
        return next == Long.MAX_VALUE ? -1 : (next - START_MS) / 1000.0;
    }

    /** What was said since the last call: second, signal, rule, severity. */
    Timeline says(String... signals) {
        assertThat(said).containsExactly(signals);
        said = new ArrayList<>();
        return this;
    }

    private Timeline step(BiConsumer<DeviceState, Consumer<Signal>> what) {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        restarted = DeviceState.restore(Documents.reread(restarted.snapshot()), engine.book());
        unbroken.expect(intervalMs, START_MS);
        restarted.expect(intervalMs, START_MS);
        what.accept(unbroken, signal -> first.add(word(signal)));
        what.accept(restarted, signal -> second.add(word(signal)));
        assertThat(second).as("after a restart").isEqualTo(first);
        assertThat(engine.nextDeadlineMs(restarted))
                .as("deadline after a restart")
                .isEqualTo(engine.nextDeadlineMs(unbroken));
        said.addAll(first);
        return this;
    }

    static String word(Signal signal) {
        String second = String.format(Locale.ROOT, "%.0f", (signal.eventMs() - START_MS) / 1000.0);
        return second + " " + signal.type().name().toLowerCase(Locale.ROOT) + " "
                + signal.rule().id() + " " + signal.severity().id() + (signal.test() ? " test" : "")
                + (signal.by() == null ? "" : " by " + signal.by().id());
    }
}
