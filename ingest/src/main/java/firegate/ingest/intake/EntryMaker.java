package firegate.ingest.intake;

import firegate.ingest.decode.Decoded;
import firegate.ingest.decode.Sample;
import firegate.ingest.device.DeviceDirectory;
import firegate.ingest.device.DeviceDirectory.Known;
import firegate.ingest.device.DeviceId;
import firegate.ingest.device.Kind;
import firegate.ingest.device.KindGuess;
import firegate.ingest.journal.Entry;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import firegate.ingest.telemetry.StorableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a decoded delivery what the journal keeps: kind and site as they are now, times judged, duplicates left out. Not
 * thread-safe.
 */
final class EntryMaker {

    static final String UNKNOWN_DEVICE = "unknown-device";
    static final String INVALID_DEVICE_ID = "invalid-device-id";

    static final String INTAKE_FAILED = "intake-failed";

    private final DeviceDirectory directory;
    private final IntakeOptions options;
    private final Identity identity = new Identity();

    EntryMaker(DeviceDirectory directory, IntakeOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** @param recent knows the readings that came before, and is told those of this delivery */
    Entry make(Delivery delivery, Decoded decoded, RecentReadings recent) {
        Optional<Known> known = directory.lookup(delivery.device());
        if (decoded instanceof Decoded.Rejected rejected) {
            return reject(delivery, known, rejected.reason(), rejected.detail(), rejected.fire());
        }
        Decoded.Accepted accepted = (Decoded.Accepted) decoded;
        if (known.isEmpty() && !DeviceId.allows(delivery.device())) {
            return reject(delivery, known, INVALID_DEVICE_ID, "a device id has " + DeviceId.FORM, fire(accepted));
        }
        if (known.isEmpty() && !directory.admitsUnknown() && delivery.via() == null) {
            return reject(
                    delivery,
                    known,
                    UNKNOWN_DEVICE,
                    "device '" + delivery.device() + "' is not registered",
                    fire(accepted));
        }
        Kind kind = known.filter(device -> !device.guessable())
                .map(Known::kind)
                .orElseGet(() -> admit(delivery.device(), accepted));
        String site = known.map(Known::site).orElse(null);
        List<Reading> readings = new ArrayList<>(accepted.samples().size());
        List<ReadingKey> keys = new ArrayList<>(accepted.samples().size());
        for (int place = 0; place < accepted.samples().size(); place++) {
            Sample sample = accepted.samples().get(place);
            ReadingKey key = key(delivery, place, sample);
            boolean recognisable = sample.deviceTimeMs() != Reading.NO_DEVICE_TIME || delivery.redelivery();
            if (key.equals(ReadingKey.NONE) || recent.add(key, recognisable)) {
                readings.add(judge(sample, delivery.receivedMs()));
                keys.add(key);
            }
        }
        return new Entry.Telemetry(
                delivery.device(),
                kind,
                site,
                delivery.via(),
                delivery.receivedMs(),
                readings,
                keys,
                accepted.samples().size() - readings.size(),
                accepted.attributes());
    }

    private Kind admit(String device, Decoded.Accepted accepted) {
        KindGuess guess = new KindGuess();
        accepted.samples().forEach(sample -> guess.add(sample.values()));
        return directory.admit(device, guess.kind());
    }

    private ReadingKey key(Delivery delivery, int place, Sample sample) {
        if (sample.deviceTimeMs() != Reading.NO_DEVICE_TIME) {
            return identity.ofDeviceTime(delivery.device(), sample.deviceTimeMs(), sample.values());
        }
        if (delivery.packetId() == Delivery.NO_PACKET_ID) {
            return ReadingKey.NONE;
        }
        return identity.ofPacket(delivery.client(), delivery.packetId(), delivery.device(), place, sample.values());
    }

    private Reading judge(Sample sample, long receivedMs) {
        long deviceTimeMs = sample.deviceTimeMs();
        if (deviceTimeMs == Reading.NO_DEVICE_TIME) {
            return new Reading(receivedMs, TimeSource.RECEIPT, deviceTimeMs, sample.values());
        }
        boolean plausible = deviceTimeMs <= receivedMs + options.maxFuture().toMillis()
                && deviceTimeMs >= receivedMs - options.maxAge().toMillis();
        return plausible
                ? new Reading(deviceTimeMs, TimeSource.DEVICE, deviceTimeMs, sample.values())
                : new Reading(receivedMs, TimeSource.REPLACED, deviceTimeMs, sample.values());
    }

    /** Whether a true fire bit was read. */
    static boolean fire(Decoded decoded) {
        if (decoded instanceof Decoded.Accepted accepted) {
            return accepted.samples().stream()
                    .anyMatch(sample -> sample.values().get(Reading.FIRE) > 0);
        }
        return ((Decoded.Rejected) decoded).fire();
    }

    /** What is kept of a delivery when making its entry failed: a fault of ours, not of the device. */
    static Entry failed(Delivery delivery, Decoded decoded, RuntimeException fault) {
        return reject(delivery, Optional.empty(), INTAKE_FAILED, "firegate failed on it: " + fault, fire(decoded));
    }

    private static Entry.Rejected reject(
            Delivery delivery, Optional<Known> known, String reason, String detail, boolean fire) {
        String device = delivery.device();
        String cut = device.length() <= DeviceId.MOST_LENGTH ? device : device.substring(0, DeviceId.MOST_LENGTH);
        return new Entry.Rejected(
                StorableText.of(cut),
                known.map(Known::kind).orElse(Kind.UNKNOWN),
                known.map(Known::site).orElse(null),
                delivery.receivedMs(),
                delivery.client(),
                delivery.topic(),
                delivery.profile(),
                reason,
                detail,
                fire,
                delivery.payload());
    }
}
