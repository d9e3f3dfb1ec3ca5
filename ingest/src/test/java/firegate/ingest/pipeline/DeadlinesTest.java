package firegate.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.device.Kind;
import firegate.ingest.pipeline.Deadlines.Watched;
import firegate.ingest.rule.DeviceState;
import firegate.ingest.rulebook.RuleBookReader;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines deadlines = new Deadlines();

    @Test
    void holdsEachDeviceOnceHoweverOftenItsDeadlineMoves() {
        Watched one = watched("one");
        Watched two = watched("two");
        for (int i = 0; i < 1000; i++) {
            deadlines.schedule(one, 10_000 - i);
            deadlines.schedule(one, 20_000 + i);
            deadlines.schedule(two, 10_000 - i);
        }
        assertThat(deadlines.size()).isEqualTo(2);
        assertThat(deadlines.due(9_000)).isNull();
        assertThat(deadlines.due(9_001)).isSameAs(one);
        assertThat(deadlines.due(9_001)).isSameAs(two);
        assertThat(deadlines.due(Long.MAX_VALUE)).isNull();
    }

    @Test
    void aDeviceThatIsGoneHasNoDeadline() {
        Watched gone = watched("gone");
        deadlines.schedule(gone, 1);
        deadlines.remove(gone);
        assertThat(deadlines.due(2)).isNull();
        assertThat(deadlines.size()).isZero();
    }

    private static Watched watched(String device) {
        return new Watched(new DeviceState(device, Kind.SMOKE, RuleBookReader.builtIn()));
    }
}
