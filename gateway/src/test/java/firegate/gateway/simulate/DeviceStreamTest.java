package firegate.gateway.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import firegate.gateway.town.IncidentKind;
import firegate.gateway.town.IncidentPlan;
import firegate.gateway.town.SampleTown;
import firegate.gateway.town.Town;
import firegate.gateway.town.TownDevice;
import firegate.gateway.town.TownModel;
import firegate.ingest.decode.Decoded;
import firegate.ingest.decode.NativeDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceStreamTest {

    private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final FaultShares ALL = new FaultShares(0.2, 0.1, 0.1, 0.2, 0.1);

    private static Map<String, List<String>> messages(long seed, int devices, FaultShares faults, int each) {
        Town town = SampleTown.of(seed, devices, LocalDate.of(2026, 3, 1), "sim-");
        TownModel model =
                new TownModel(IncidentPlan.of(town, List.of(IncidentKind.values()), START, Duration.ofMinutes(3)));
        Map<String, List<String>> messages = new HashMap<>();
        for (TownDevice device : town.devices()) {
            DeviceStream stream = new DeviceStream(model, device, faults, START);
            List<String> of = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                Outgoing message = stream.next();
                of.add(message.dueMs() + " " + message.away() + " "
                        + new String(message.body(), StandardCharsets.ISO_8859_1));
            }
            messages.put(device.id(), of);
        }
        return messages;
    }

    private static List<DeviceStream> streams(FaultShares faults) {
        Town town = SampleTown.of(3, 400, LocalDate.of(2026, 3, 1), "sim-");
        TownModel model = new TownModel(IncidentPlan.quiet(town));
        return town.devices().stream()
                .map(device -> new DeviceStream(model, device, faults, START))
                .toList();
    }

    @Test
    void theSameSeedGivesTheSameMessagesInTheSameOrder() {
        assertThat(messages(5, 100, ALL, 60)).isEqualTo(messages(5, 100, ALL, 60));
        assertThat(messages(5, 100, ALL, 5)).isNotEqualTo(messages(6, 100, ALL, 5));
    }

    @Test
    void aLargerTownDoesNotChangeWhatADeviceSendsOnAQuietDay() {
        Town small = SampleTown.of(5, 10, LocalDate.of(2026, 3, 1), "sim-");
        Town large = SampleTown.of(5, 1_000, LocalDate.of(2026, 3, 1), "sim-");
        Outgoing first = new DeviceStream(
                        new TownModel(IncidentPlan.quiet(small)),
                        small.devices().get(3),
                        ALL,
                        START)
                .next();
        Outgoing second = new DeviceStream(
                        new TownModel(IncidentPlan.quiet(large)),
                        large.devices().get(3),
                        ALL,
                        START)
                .next();
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
    }

    @Test
    void messagesAreDueInOrder() {
        for (DeviceStream stream : streams(ALL)) {
            long last = START;
            for (int i = 0; i < 50; i++) {
                Outgoing message = stream.next();
                assertThat(message.dueMs()).isGreaterThanOrEqualTo(last);
                last = message.dueMs();
            }
        }
    }

    @Test
    void sharesAreWhatWasAskedFor() {
        int messages = 0;
        int garbage = 0;
        int again = 0;
        int dropouts = 0;
        List<DeviceStream> streams = streams(ALL);
        for (DeviceStream stream : streams) {
            for (int i = 0; i < 50; i++) {
                Outgoing message = stream.next();
                messages++;
                garbage += message.garbage() ? 1 : 0;
                again += message.again() ? 1 : 0;
                dropouts += message.away().isZero() ? 0 : 1;
            }
        }
        assertThat(garbage / (double) messages).isCloseTo(0.09, within(0.02));
        assertThat(again / (double) messages).isCloseTo(0.08, within(0.02));
        assertThat(dropouts / (double) messages).isCloseTo(0.09, within(0.02));
        assertThat(streams.stream().filter(DeviceStream::badClock).count() / 400.0)
                .isCloseTo(0.2, within(0.06));
        assertThat(streams.stream().filter(DeviceStream::buffers).count() / 400.0)
                .isCloseTo(0.2, within(0.06));
    }

    @Test
    void aMessageSentAgainIsTheOneBefore() {
        DeviceStream stream = streams(new FaultShares(0, 0, 1, 0, 0)).get(0);
        for (int i = 0; i < 20; i++) {
            Outgoing first = stream.next();
            Outgoing second = stream.next();
            assertThat(first.again()).isFalse();
            assertThat(second.again()).isTrue();
            assertThat(second.body()).isEqualTo(first.body());
        }
    }

    @Test
    void everythingButGarbageCanBeDecodedAndGarbageCannot() {
        NativeDecoder decoder = new NativeDecoder();
        Set<String> rejected = new HashSet<>();
        for (DeviceStream stream : streams(ALL)) {
            for (int i = 0; i < 30; i++) {
                Outgoing message = stream.next();
                Decoded decoded = decoder.decode(message.body());
                if (message.garbage()) {
                    assertThat(decoded)
                            .as(new String(message.body(), StandardCharsets.ISO_8859_1))
                            .isInstanceOf(Decoded.Rejected.class);
                    rejected.add(Arrays.toString(message.body()));
                } else {
                    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
                    assertThat(((Decoded.Accepted) decoded).samples()).hasSize(message.readings());
                }
            }
        }
        assertThat(rejected).hasSizeGreaterThan(8);
    }

    @Test
    void withoutFaultsTheTimeOfAReadingIsWhenItIsSent() {
        for (DeviceStream stream : streams(FaultShares.NONE)) {
            Outgoing message = stream.next();
            assertThat(new String(message.body(), StandardCharsets.UTF_8))
                    .startsWith("{\"ts\":" + message.dueMs() + ",");
        }
    }
}
