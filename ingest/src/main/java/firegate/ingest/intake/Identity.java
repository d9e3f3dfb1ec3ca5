package firegate.ingest.intake;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import firegate.ingest.journal.ReadingKey;
import firegate.ingest.telemetry.MetricValues;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What makes a reading the same reading when it comes again: 128 bits of MurmurHash3 over the device, its time and the values
 * in any order; without a device time, over the client, the packet id, the device, the place in the message and the values.
 * The keys are in the journal, so this cannot change without a new journal format. Not thread-safe.
 */
final class Identity {

    private static final byte DEVICE_TIME = 1;
    private static final byte PACKET = 2;

    private final HashStream128 hash = Hashing.murmur3_128().hashStream();

    ReadingKey ofDeviceTime(String device, long deviceTimeMs, MetricValues values) {
        hash.reset().putByte(DEVICE_TIME).putString(device).putLong(deviceTimeMs);
        return keyWith(values);
    }

    ReadingKey ofPacket(String client, int packetId, String device, int place, MetricValues values) {
        hash.reset()
                .putByte(PACKET)
                .putString(client)
                .putInt(packetId)
                .putString(device)
                .putInt(place);
        return keyWith(values);
    }

    private ReadingKey keyWith(MetricValues values) {
        if (values.size() == 1) {
            put(values, 0);
        } else {
            Integer[] order = new Integer[values.size()];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparing(values::name));
            for (Integer i : order) {
                put(values, i);
            }
        }
        HashValue128 value = hash.get();
        long high = value.getMostSignificantBits();
        long low = value.getLeastSignificantBits();
        return high == 0 && low == 0 ? new ReadingKey(0, 1) : new ReadingKey(high, low);
    }

    private void put(MetricValues values, int i) {
        // Adding zero makes -0.0 the same value as 0.0.
        hash.putString(values.name(i)).putDouble(values.value(i) + 0.0);
    }
}
