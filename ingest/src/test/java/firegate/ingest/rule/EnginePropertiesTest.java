package firegate.ingest.rule;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.records.Documents;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds for any stream of readings, as far as signals say it. */
class EnginePropertiesTest {

    private static final long INTERVAL_MS = 600_000;

    private final RuleBook book = RuleBookReader.builtIn();
    private final RuleEngine engine = new RuleEngine(book);

    /**
     * @param gapSeconds since the last one
     * @param lateSeconds how much older than its receipt it is; negative: nothing came, time passed
     */
    record Step(int gapSeconds, int lateSeconds, String metric, double value, boolean withFire) {}

    private record Received(long receivedMs, Reading reading) {}

    @Property(tries = 400)
    void restartsChangeNothing(
            @ForAll Kind kind, @ForAll("streams") List<Step> steps, @ForAll @Size(40) List<Boolean> restarts) {
        List<Signal> unbroken = new ArrayList<>();
        List<Signal> broken = new ArrayList<>();
        DeviceState one = state(kind);
        DeviceState other = state(kind);
        int i = 0;
        for (Received received : stream(steps)) {
            if (restarts.get(i++)) {
                other = DeviceState.restore(Documents.reread(other.snapshot()), book);
                other.expect(INTERVAL_MS, Timeline.START_MS);
            }
            take(one, received, Set.of(), unbroken::add);
            take(other, received, Set.of(), broken::add);
            assertThat(broken).isEqualTo(unbroken);
        }
        assertThat(other.snapshot()).isEqualTo(one.snapshot());
    }

    @Property(tries = 1_000)
    void firesTakenAheadGiveTheSameAlarmsAsInOrder(
            @ForAll Kind kind, @ForAll("streams") List<Step> steps, @ForAll("cuts") int cut) {
        List<Received> stream = stream(steps);
        Standing inOrder = new Standing();
        Standing ahead = new Standing();
        DeviceState one = state(kind);
        DeviceState other = state(kind);
        stream.forEach(received -> take(one, received, Set.of(), inOrder));
        Set<Reading> taken = new HashSet<>();
        for (int i = 0; i < stream.size(); i++) {
            if (i % cut == 0) {
                for (Received waiting : stream.subList(i, Math.min(stream.size(), i + cut))) {
                    if (waiting.reading() != null && waiting.reading().fire()) {
                        taken.add(waiting.reading());
                        engine.fire(other, waiting.reading().timeMs(), waiting.receivedMs(), false, ahead);
                    }
                }
            }
            take(other, stream.get(i), taken, ahead);
        }
        assertThat(ahead.withoutLowerRules()).isEqualTo(inOrder.withoutLowerRules());
    }

    @Property(tries = 300)
    void aFireOfATimeThatWasSeenSaysNothing(@ForAll Kind kind, @ForAll("streams") @Size(max = 15) List<Step> steps) {
        DeviceState state = state(kind);
        List<Signal> said = new ArrayList<>();
        List<Received> fires = new ArrayList<>();
        for (Received received : stream(steps)) {
            take(state, received, Set.of(), signal -> {});
            if (received.reading() != null && received.reading().fire()) {
                fires.add(received);
            }
            fires.forEach(fire -> {
                long timeMs = fire.reading().timeMs();
                engine.fire(state, timeMs, received.receivedMs(), false, said::add);
                engine.accept(
                        state,
                        new Reading(timeMs, TimeSource.DEVICE, timeMs, MetricValues.of("fire", 1)),
                        received.receivedMs(),
                        false,
                        said::add);
            });
        }
        assertThat(said).noneMatch(signal -> signal.metric().equals(Reading.FIRE));
    }

    private DeviceState state(Kind kind) {
        DeviceState state = new DeviceState("d", kind, book);
        state.expect(INTERVAL_MS, Timeline.START_MS);
        return state;
    }

    private void take(DeviceState state, Received received, Set<Reading> taken, Consumer<Signal> out) {
        while (engine.nextDeadlineMs(state) <= received.receivedMs()) {
            engine.tick(state, received.receivedMs(), out);
        }
        if (received.reading() != null) {
            engine.seen(state, received.receivedMs(), out);
            engine.accept(state, received.reading(), received.receivedMs(), taken.contains(received.reading()), out);
        }
    }

    /** Receipts in order; whether there is fire at a moment depends on that moment alone. */
    private static List<Received> stream(List<Step> steps) {
        List<Received> stream = new ArrayList<>();
        long now = Timeline.START_MS;
        for (Step step : steps) {
            now += step.gapSeconds() * 1000L + 1;
            if (step.lateSeconds() < 0) {
                stream.add(new Received(now, null));
                continue;
            }
            long timeMs = now - step.lateSeconds() * 1000L;
            double fire = Math.floorMod(timeMs / 1000, 3) == 0 ? 1 : 0;
            stream.add(new Received(
                    now,
                    step.withFire()
                            ? Timeline.reading(timeMs, step.metric(), step.value(), "fire", fire)
                            : Timeline.reading(timeMs, step.metric(), step.value())));
        }
        return stream;
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(1, 40);
    }

    @Provide
    Arbitrary<List<Step>> streams() {
        Arbitrary<Integer> gap = Arbitraries.of(0, 1, 10, 29, 30, 31, 60, 120, 300, 600, 900, 2000);
        Arbitrary<Integer> late = Arbitraries.of(-1, 0, 0, 0, 0, 0, 5, 40, 400);
        Arbitrary<String> metric = Arbitraries.of("smoke", "temperature", "pressure", "battery_temperature", "battery");
        Arbitrary<Double> value = Arbitraries.of(
                0.01, 0.05, 0.07, 0.11, 0.125, 0.13, 0.145, 0.2, 20.0, 44.0, 46.0, 51.0, 53.0, 58.0, 61.0);
        return Combinators.combine(gap, late, metric, value, Arbitraries.of(true, false, false))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** What the signals leave standing for each rule. */
    private static final class Standing implements Consumer<Signal> {
        private final Map<String, String> state = new HashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();

        @Override
        public void accept(Signal signal) {
            String rule = signal.rule().id();
            switch (signal.type()) {
                case RAISED, REPEATED -> {
                    state.put(rule, "active");
                    counts.merge(rule, 1, Integer::sum);
                }
                case RETURNED -> state.put(rule, "returned");
                case SUPERSEDED -> state.remove(rule);
            }
        }

        /** A prealarm may have come and gone before a fire that, taken ahead, came first. */
        Map<String, String> withoutLowerRules() {
            Map<String, String> all = new HashMap<>();
            state.forEach((rule, stands) -> all.put(rule, stands + " x" + counts.get(rule)));
            all.remove("smoke.prealarm");
            return all;
        }
    }
}
