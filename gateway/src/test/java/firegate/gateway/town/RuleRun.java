package firegate.gateway.town;

import firegate.ingest.rule.DeviceState;
import firegate.ingest.rule.RuleEngine;
import firegate.ingest.rule.Signal;
import firegate.ingest.rulebook.RuleBookReader;
import firegate.ingest.telemetry.Reading;
import java.util.ArrayList;
import java.util.List;

/** Puts what devices report before the built-in rules, on a clock of its own. */
final class RuleRun {

    /** @param second since the time that the test counts from */
    record Raised(String device, String rule, String severity, long second, boolean test) {}

    private final RuleEngine engine = new RuleEngine(RuleBookReader.builtIn());
    private final TownModel model;
    private final long zeroMs;

    RuleRun(TownModel model, long zeroMs) {
        this.model = model;
        this.zeroMs = zeroMs;
    }

    /** @return what was raised from {@code fromMs} on until {@code untilMs} */
    List<Raised> of(TownDevice device, long fromMs, long untilMs) {
        DeviceState state = new DeviceState(device.id(), device.device().kind(), engine.book());
        state.expect(device.intervalMs(), fromMs);
        List<Raised> raised = new ArrayList<>();
        for (long at = model.nextMs(device, fromMs); at < untilMs; at = model.nextMs(device, at)) {
            tickUntil(device, state, at, raised);
            long now = at;
            model.at(device, now).ifPresent(values -> {
                engine.seen(state, now, signal -> add(device, signal, now, raised));
                engine.accept(
                        state,
                        new Reading(now, Reading.TimeSource.DEVICE, now, values),
                        now,
                        false,
                        signal -> add(device, signal, now, raised));
            });
        }
        tickUntil(device, state, untilMs, raised);
        return raised;
    }

    private void tickUntil(TownDevice device, DeviceState state, long untilMs, List<Raised> raised) {
        long due = engine.nextDeadlineMs(state);
        while (due <= untilMs) {
            long now = due;
            engine.tick(state, now, signal -> add(device, signal, now, raised));
            due = Math.max(engine.nextDeadlineMs(state), now + 1);
        }
    }

    private void add(TownDevice device, Signal signal, long now, List<Raised> raised) {
        if (signal.type() == Signal.Type.RAISED) {
            raised.add(new Raised(
                    device.id(), signal.rule().id(), signal.severity().name(), (now - zeroMs) / 1_000, signal.test()));
        }
    }
}
