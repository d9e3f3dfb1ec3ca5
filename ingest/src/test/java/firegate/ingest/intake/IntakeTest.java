package firegate.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import firegate.ingest.device.DeviceDirectory.Known;
import firegate.ingest.device.Kind;
import firegate.ingest.journal.Entry;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

    @TempDir
    Path directory;

    FakeJournal journal;
    IntakeRig rig;

    @BeforeEach
    void open() throws InterruptedException {
        journal = new FakeJournal(IntakeRig.open(directory));
        rig = new IntakeRig(journal, IntakeRig.options(100, 10_000));
    }

    @AfterEach
    void close() {
        journal.failing = false;
        journal.resume();
        rig.close();
    }

    @Test
    void freezesKindAndSiteOfTheMomentIntoTheEntry() throws InterruptedException {
        rig.directory.known.put("h-1", new Known(Kind.HYDRANT, "s-1", true));
        rig.first("h-1", 1, "{\"pressure\":0.3}");
        rig.directory.known.put("h-1", new Known(Kind.HYDRANT, "s-2", true));
        rig.first("h-1", 2, "{\"pressure\":0.3,\"firmware\":\"1.4\"}");

        assertThat(rig.entries()).extracting(Entry::site).containsExactly("s-1", "s-2");
        assertThat(rig.last().kind()).isEqualTo(Kind.HYDRANT);
        assertThat(rig.last().attributes()).containsEntry("firmware", "1.4");
        assertThat(rig.directory.admitted).isEmpty();
    }

    @Test
    void guessesTheKindOfAnUnregisteredDeviceFromItsMetrics() {
        rig.first("a", 1, "{\"fire\":true,\"battery\":3}");
        rig.first("b", 1, "{\"pressure\":0.3,\"temperature\":4}");
        rig.first("c", 1, "{\"fire\":true,\"voltage\":220,\"current\":3}");
        rig.first("d", 1, "{\"own_name\":1}");
        rig.first("e", 1, "{\"co\":1}");
        rig.first("感烟-1号:2@x", 1, "{\"smoke\":1}");

        assertThat(rig.directory.admitted)
                .containsEntry("a", Kind.SMOKE)
                .containsEntry("b", Kind.HYDRANT)
                .containsEntry("c", Kind.EV_CHARGING)
                .containsEntry("d", Kind.UNKNOWN)
                .containsEntry("e", Kind.SMOKE)
                .containsEntry("感烟-1号:2@x", Kind.SMOKE);
    }

    @Test
    void quarantinesUnregisteredDevicesWhenAdmissionIsClosed() throws InterruptedException {
        rig.directory.open = false;

        assertThat(rig.first("a", 1, "{\"fire\":true}"))
                .isEqualTo(new Outcome.Quarantined("unknown-device", "device 'a' is not registered"));
        Entry.Rejected entry = (Entry.Rejected) rig.entries().get(0);
        assertThat(entry.reason()).isEqualTo("unknown-device");
        assertThat(entry.payload()).asString().isEqualTo("{\"fire\":true}");
        assertThat(rig.fires).containsExactly("durable 1 a");
    }

    @Test
    void takesAnUnregisteredChildFromItsGatewayWhenAdmissionIsClosed() throws InterruptedException {
        rig.directory.open = false;
        Delivery own = rig.delivery("child-1", 1, false, "{\"fire\":true}");
        Delivery byGateway = new Delivery(
                own.device(),
                "gw-1",
                "gw-1",
                own.topic(),
                own.profile(),
                own.packetId(),
                own.redelivery(),
                own.receivedMs(),
                own.payload());

        assertThat(rig.send(byGateway)).isEqualTo(Outcome.DURABLE);
        assertThat(rig.last().via()).isEqualTo("gw-1");
        assertThat(rig.directory.admitted).containsEntry("child-1", Kind.SMOKE);
        assertThat(rig.fires).containsExactly("durable 1 child-1");
    }

    @Test
    void quarantinesDeviceIdsThatAreNone() throws InterruptedException {
        for (String id : List.of("", "a b", "a/b", "x".repeat(129), "a\nb")) {
            assertThat(rig.first(id, 1, "{\"smoke\":1}"))
                    .isInstanceOfSatisfying(
                            Outcome.Quarantined.class,
                            quarantined -> assertThat(quarantined.reason()).isEqualTo("invalid-device-id"));
        }
        assertThat(rig.entries())
                .hasSize(5)
                .allSatisfy(entry -> assertThat(entry.device()).hasSizeLessThan(129));
        assertThat(rig.directory.admitted).isEmpty();
    }

    @Test
    void keepsWhatCouldNotBeDecodedWithItsReason() throws InterruptedException {
        rig.directory.known.put("h-1", new Known(Kind.HYDRANT, "s-1", true));
        Outcome outcome = rig.first("h-1", 9, "{\"pressure\":\"x\",\"fire\":true}");

        Entry.Rejected entry = (Entry.Rejected) rig.entries().get(0);
        assertThat(outcome).isEqualTo(new Outcome.Quarantined("wrong-type", entry.detail()));
        assertThat(entry.detail()).contains("'pressure'");
        assertThat(entry)
                .returns("h-1", Entry::device)
                .returns(Kind.HYDRANT, Entry::kind)
                .returns("s-1", Entry::site)
                .returns("client-h-1", Entry.Rejected::client)
                .returns("v1/devices/me/telemetry", Entry.Rejected::topic)
                .returns("native", Entry.Rejected::profile)
                .returns(true, Entry::fire);
        assertThat(rig.fires).containsExactly("durable 1 h-1");
    }

    @Test
    void replacesDeviceTimesThatAreBeyondWhatIsPlausibleAndKeepsThem() throws InterruptedException {
        long now = IntakeRig.NOW;
        long oldest = now - Duration.ofDays(400).toMillis();
        for (long ts : new long[] {now + 60_000, oldest, now + 60_001, oldest - 1, Long.MAX_VALUE, 0}) {
            rig.first("a", 1, "{\"ts\":" + ts + ",\"values\":{\"smoke\":1}}");
        }
        rig.first("a", 1, "{\"smoke\":1}");

        assertThat(rig.entries())
                .flatExtracting(entry -> ((Entry.Telemetry) entry).readings())
                .extracting(Reading.class::cast)
                .extracting(Reading::timeSource, Reading::timeMs, Reading::deviceTimeMs)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(TimeSource.DEVICE, now + 60_000, now + 60_000),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.DEVICE, oldest, oldest),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.REPLACED, now, now + 60_001),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.REPLACED, now, oldest - 1),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.REPLACED, now, Long.MAX_VALUE),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.REPLACED, now, 0L),
                        org.assertj.core.groups.Tuple.tuple(TimeSource.RECEIPT, now, Reading.NO_DEVICE_TIME));
    }

    @Test
    void acknowledgesNothingThatTheJournalDidNotTakeAndForgetsItsReadings() throws InterruptedException {
        journal.failing = true;
        String timed = "{\"ts\":1760000000000,\"values\":{\"smoke\":1,\"fire\":true}}";
        List<Outcome> outcomes =
                rig.send(List.of(rig.delivery("a", 1, false, timed), rig.delivery("b", 2, false, "{\"smoke\":1}")));
        assertThat(outcomes).hasSize(2).containsOnly(new Outcome.Unavailable("injected"));
        assertThat(rig.fires).containsExactly("unstored a");
        assertThat(rig.again("a", 1, timed)).isInstanceOf(Outcome.Unavailable.class);

        journal.failing = false;
        assertThat(rig.again("a", 1, timed)).isEqualTo(Outcome.DURABLE);
        assertThat(rig.again("b", 2, "{\"smoke\":1}")).isEqualTo(Outcome.DURABLE);
        assertThat(rig.storedReadings()).isEqualTo(2);
        assertThat(rig.fires).containsExactly("unstored a", "unstored a", "durable 1 a");
    }

    @Test
    void handsFiresOverBeforeItAcknowledges() {
        CompletableFuture<List<String>> firesSeen = rig.intake
                .submit(List.of(rig.delivery("a", 1, false, "{\"fire\":true}")))
                .thenApply(outcomes -> List.copyOf(rig.fires));

        assertThat(firesSeen.join()).containsExactly("durable 1 a");
    }

    @Test
    void handsNoFireOverTwiceThatIsADuplicate() {
        rig.first("a", 1, "{\"fire\":true}");
        rig.again("a", 1, "{\"fire\":true}");

        assertThat(rig.fires).containsExactly("durable 1 a");
    }

    @Test
    void stopsTakingBeyondItsBoundAndStillPassesFiresOn() {
        journal.pause();
        List<CompletableFuture<List<Outcome>>> taken = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            assertThat(rig.intake.congested()).isEqualTo(i > 50);
            taken.add(rig.intake.submit(List.of(rig.delivery("a", i, false, "{\"smoke\":1}"))));
        }
        List<String> relieved = new ArrayList<>();
        rig.intake.onRelief(() -> relieved.add("go on"));
        assertThat(rig.intake.congested()).isTrue();
        assertThat(rig.send(List.of(
                        rig.delivery("b", 1, false, "{\"smoke\":1}"), rig.delivery("c", 1, false, "{\"fire\":1}"))))
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.Unavailable);
        assertThat(rig.fires).containsExactly("unstored c");
        assertThat(taken).noneMatch(CompletableFuture::isDone);
        assertThat(rig.registry.get("firegate.intake.queue.messages").gauge().value())
                .isEqualTo(100);

        journal.resume();
        assertThat(taken).allSatisfy(future -> assertThat(future.join()).containsExactly(Outcome.DURABLE));
        await().until(() -> relieved.equals(List.of("go on")));
        assertThat(rig.intake.congested()).isFalse();
        assertThat(rig.first("b", 1, "{\"smoke\":1}")).isEqualTo(Outcome.DURABLE);
    }

    @Test
    void keepsTheOrderOfEachThreadForOneDevice() throws InterruptedException {
        rig.close();
        rig = new IntakeRig(IntakeRig.open(directory), IntakeRig.options(100_000, 64 << 20));
        int count = 3000;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            String metric = "from_" + t;
            threads.add(new Thread(() -> {
                List<CompletableFuture<List<Outcome>>> sent = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    sent.add(rig.intake.submit(List.of(rig.delivery("a", i, false, "{\"" + metric + "\":" + i + "}"))));
                }
                sent.forEach(CompletableFuture::join);
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        double[] next = new double[2];
        for (Entry entry : rig.entries()) {
            Reading reading = ((Entry.Telemetry) entry).readings().get(0);
            int from = reading.values().has("from_0") ? 0 : 1;
            assertThat(reading.values().value(0)).isEqualTo(next[from]++);
        }
        assertThat(next).containsExactly(count, count);
    }

    @Test
    void storesAllItTookBeforeItCloses() throws InterruptedException {
        journal.pause();
        List<CompletableFuture<List<Outcome>>> taken = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            taken.add(rig.intake.submit(List.of(rig.delivery("a", i, false, "{\"smoke\":1}"))));
        }
        Thread closing = new Thread(rig.intake::close);
        closing.start();
        await().until(() -> rig.send(rig.delivery("b", 1, false, "{}")) instanceof Outcome.Unavailable);
        journal.resume();
        closing.join();

        assertThat(taken).allSatisfy(future -> assertThat(future.join()).containsExactly(Outcome.DURABLE));
        assertThat(rig.send(rig.delivery("a", 1, false, "{\"smoke\":1}")))
                .isEqualTo(new Outcome.Unavailable("firegate is shutting down"));
    }

    @Test
    void keepsAMessageOnWhichItFailsItselfAndGoesOnWithTheOthers() throws InterruptedException {
        rig.directory.broken = "a";
        assertThat(rig.send(List.of(
                        rig.delivery("a", 1, false, "{\"fire\":true}"), rig.delivery("b", 1, false, "{\"smoke\":1}"))))
                .extracting(Outcome::getClass)
                .hasToString("[class " + Outcome.Quarantined.class.getName() + ", class "
                        + Outcome.Durable.class.getName() + "]");
        assertThat(rig.fires).containsExactly("durable 1 a");
        assertThat(((Entry.Rejected) rig.entries().get(0)).reason()).isEqualTo("intake-failed");
    }

    @Test
    void countsWhatItTakes() {
        rig.first("a", 1, "[{\"smoke\":1},{\"smoke\":2}]");
        rig.again("a", 1, "[{\"smoke\":1},{\"smoke\":2}]");
        rig.first("a", 2, "{");

        assertThat(rig.registry.get("firegate.intake.messages").counter().count())
                .isEqualTo(3);
        assertThat(rig.registry.get("firegate.intake.readings").counter().count())
                .isEqualTo(2);
        assertThat(rig.registry.get("firegate.intake.duplicates").counter().count())
                .isEqualTo(2);
        assertThat(rig.registry
                        .get("firegate.intake.quarantined")
                        .tag("reason", "malformed-json")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(rig.registry.get("firegate.intake.append").timer().count()).isEqualTo(3);
    }
}
