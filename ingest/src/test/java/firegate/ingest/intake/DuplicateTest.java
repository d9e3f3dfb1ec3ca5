package firegate.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which readings are the same reading come again; {@code docs/architecture.md}, time, order, identity. */
class DuplicateTest {

    private static final String TIMED = "{\"ts\":1760000000000,\"values\":{\"smoke\":0.02,\"battery\":91}}";
    private static final String UNTIMED = "{\"smoke\":0.02}";

    @TempDir
    Path directory;

    IntakeRig rig;

    @BeforeEach
    void open() throws InterruptedException {
        rig = new IntakeRig(directory);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void storesReadingWithDeviceTimeOnceWhateverItsPacketIdAndFlag() throws InterruptedException {
        assertThat(rig.first("a", 1, TIMED)).isEqualTo(Outcome.DURABLE);
        assertThat(rig.first("a", 2, TIMED)).isEqualTo(Outcome.DURABLE);
        assertThat(rig.again("a", 1, TIMED)).isEqualTo(Outcome.DURABLE);
        assertThat(rig.unnumbered("a", TIMED)).isEqualTo(Outcome.DURABLE);

        assertThat(rig.storedReadings()).isEqualTo(1);
        assertThat(rig.entries()).hasSize(4);
        assertThat(rig.last().readings()).isEmpty();
        assertThat(rig.last().duplicates()).isEqualTo(1);
    }

    @Test
    void takesValuesInAnotherOrderForTheSameReading() throws InterruptedException {
        rig.first("a", 1, TIMED);
        rig.first("a", 2, "{\"values\":{\"battery\":91.0,\"smoke\":0.02},\"ts\":\"2025-10-09T08:53:20Z\"}");

        assertThat(rig.storedReadings()).isEqualTo(1);
    }

    @Test
    void keepsReadingsApartThatDifferInDeviceTimeOrValue() throws InterruptedException {
        rig.first("a", 1, "{\"ts\":1760000000000,\"values\":{\"smoke\":0.02}}");
        rig.first("b", 1, "{\"ts\":1760000000000,\"values\":{\"smoke\":0.02}}");
        rig.first("a", 1, "{\"ts\":1760000000001,\"values\":{\"smoke\":0.02}}");
        rig.first("a", 1, "{\"ts\":1760000000000,\"values\":{\"smoke\":0.03}}");
        rig.first("a", 1, "{\"ts\":1760000000000,\"values\":{\"temperature\":0.02}}");

        assertThat(rig.storedReadings()).isEqualTo(5);
    }

    @Test
    void storesReadingWithoutDeviceTimeOnceWhenItsPacketIsRedelivered() throws InterruptedException {
        rig.first("a", 7, UNTIMED);
        rig.again("a", 7, UNTIMED);
        rig.again("a", 7, UNTIMED);

        assertThat(rig.storedReadings()).isEqualTo(1);
    }

    @Test
    void storesRedeliveryWhoseFirstDeliveryNeverCame() throws InterruptedException {
        rig.again("a", 7, UNTIMED);
        rig.again("a", 7, UNTIMED);

        assertThat(rig.storedReadings()).isEqualTo(1);
    }

    @Test
    void storesSameReadingWithoutDeviceTimeAgainWhenNothingSaysThatItIsARedelivery() throws InterruptedException {
        rig.first("a", 7, UNTIMED);
        rig.first("a", 7, UNTIMED);
        rig.first("a", 8, UNTIMED);
        rig.unnumbered("a", UNTIMED);
        rig.unnumbered("a", UNTIMED);

        assertThat(rig.storedReadings()).isEqualTo(5);
    }

    @Test
    void storesRedeliveryWithAnotherPacketIdOrContent() throws InterruptedException {
        rig.first("a", 7, UNTIMED);
        rig.again("a", 8, UNTIMED);
        rig.again("a", 7, "{\"smoke\":0.03}");

        assertThat(rig.storedReadings()).isEqualTo(3);
    }

    @Test
    void keepsEqualReadingsApartThatStandAtDifferentPlacesOfOneMessage() throws InterruptedException {
        rig.first("a", 7, "[{\"smoke\":0.02},{\"smoke\":0.02}]");
        assertThat(rig.storedReadings()).isEqualTo(2);

        rig.again("a", 7, "[{\"smoke\":0.02},{\"smoke\":0.02}]");
        assertThat(rig.storedReadings()).isEqualTo(2);
        assertThat(rig.last().duplicates()).isEqualTo(2);
    }

    @Test
    void findsDuplicatesWithinOneBatchAndWithinOneMessage() throws InterruptedException {
        List<Outcome> outcomes = rig.send(List.of(
                rig.delivery("a", 1, false, TIMED),
                rig.delivery("a", 2, false, TIMED),
                rig.delivery("b", 1, false, "[" + TIMED + "," + TIMED + "]"),
                rig.delivery("c", 3, false, UNTIMED),
                rig.delivery("c", 3, true, UNTIMED)));

        assertThat(outcomes).hasSize(5).containsOnly(Outcome.DURABLE);
        assertThat(rig.storedReadings()).isEqualTo(3);
    }

    @Test
    void storesTheNewReadingsOfAMessageThatHoldsOldOnes() throws InterruptedException {
        rig.first("a", 1, TIMED);
        rig.first("a", 2, "[" + TIMED + ",{\"ts\":1760000000001,\"values\":{\"smoke\":0.5}}]");

        assertThat(rig.last().readings()).hasSize(1);
        assertThat(rig.last().keys()).hasSize(1);
        assertThat(rig.last().duplicates()).isEqualTo(1);
    }

    @Test
    void recognisesReadingsAfterARestart() throws InterruptedException {
        rig.first("a", 1, TIMED);
        rig.first("a", 7, UNTIMED);
        rig.close();
        rig = new IntakeRig(directory);
        rig.first("a", 2, TIMED);
        rig.again("a", 7, UNTIMED);

        assertThat(rig.storedReadings()).isEqualTo(2);
    }

    @Test
    void forgetsReadingsOnceTheWindowIsOver() throws InterruptedException {
        rig.first("a", 7, UNTIMED);
        rig.later(Duration.ofMinutes(9)).again("a", 7, UNTIMED);
        assertThat(rig.storedReadings()).isEqualTo(1);

        rig.later(Duration.ofMinutes(7)).again("a", 7, UNTIMED);
        assertThat(rig.storedReadings()).isEqualTo(2);
    }
}
