package firegate.ingest.journal;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Entries as bytes on disk. A block is what one row of the journal holds:
 *
 * <pre>
 * block     := version:u8=1  first:varint  count:varint  entry*count  crc32c:u32 of all before it
 * entry     := 1 telemetry | 2 rejected
 * telemetry := head  via:ref  duplicates:varint
 *              n:varint  reading*n  attributes:varint  (name:ref value:string)*
 * rejected  := head  client:ref  topic:ref  profile:ref  reason:ref  detail:ref  fire:u8  payload:bytes
 * head      := device:ref  kind:ref  site:ref  receivedMs:signed, minus that of the entry before it (0 for the first)
 * reading   := shape:u8  [timeMs:signed, minus receivedMs]  [deviceTimeMs:signed, minus receivedMs]
 *              [key: high:i64 low:i64]  values:varint  (name:ref value:f64)*
 * shape     := bits 0-1: 0 device time, 1 receipt time, 2 device time replaced; bit 2: the key is given;
 *              bit 3: timeMs is given, else it is receivedMs; bits 4-5: device time 0 none, 1 equals timeMs, 2 given
 * ref       := number:varint, 0 for null; a number one above the highest so far is followed by its string
 * string    := length:varint  UTF-8        bytes := length:varint  byte*
 * varint    := 7 bits a byte, lowest first; signed := zigzag varint; u32, i64, f64 are big-endian
 * </pre>
 */
final class BlockCodec {

    private static final int VERSION = 1;
    private static final int TELEMETRY = 1;
    private static final int REJECTED = 2;
    private static final int HAS_KEY = 1 << 2;
    private static final int HAS_TIME = 1 << 3;
    private static final int DEVICE_TIME_SAME = 1 << 4;
    private static final int DEVICE_TIME_GIVEN = 2 << 4;

    private BlockCodec() {}

    static byte[] encode(long first, List<Entry> entries) {
        BlockOutput out = new BlockOutput(64 + 96 * entries.size());
        out.putByte(VERSION);
        out.putVarint(first);
        out.putVarint(entries.size());
        long previousMs = 0;
        for (Entry entry : entries) {
            out.putByte(entry instanceof Entry.Telemetry ? TELEMETRY : REJECTED);
            out.putReference(entry.device());
            out.putReference(entry.kind().id());
            out.putReference(entry.site());
            out.putSigned(entry.receivedMs() - previousMs);
            previousMs = entry.receivedMs();
            if (entry instanceof Entry.Telemetry telemetry) {
                putTelemetry(out, telemetry);
            } else if (entry instanceof Entry.Rejected rejected) {
                putRejected(out, rejected);
            }
        }
        return out.finish();
    }

    /** @throws DamagedBlockException when these are not the bytes of the block that begins at {@code first} */
    static List<Entry> decode(long first, byte[] block) {
        BlockInput in = new BlockInput(block);
        int version = in.getByte();
        if (version != VERSION) {
            throw new DamagedBlockException("its format is " + version + ", known is " + VERSION);
        }
        long begins = in.getVarint();
        if (begins != first) {
            throw new DamagedBlockException("it says that it begins at " + begins);
        }
        int count = in.getCount();
        List<Entry> entries = new ArrayList<>(count);
        long previousMs = 0;
        for (int i = 0; i < count; i++) {
            int type = in.getByte();
            String device = in.getReference();
            String kindId = in.getReference();
            Kind kind = Kind.of(kindId).orElseThrow(() -> new DamagedBlockException("kind " + kindId + " is unknown"));
            String site = in.getReference();
            long receivedMs = previousMs + in.getSigned();
            previousMs = receivedMs;
            entries.add(
                    switch (type) {
                        case TELEMETRY -> getTelemetry(in, device, kind, site, receivedMs);
                        case REJECTED -> getRejected(in, device, kind, site, receivedMs);
                        default -> throw new DamagedBlockException("entry type " + type + " is unknown");
                    });
        }
        in.requireEnd();
        return entries;
    }

    private static void putTelemetry(BlockOutput out, Entry.Telemetry entry) {
        out.putReference(entry.via());
        out.putVarint(entry.duplicates());
        out.putVarint(entry.readings().size());
        for (int i = 0; i < entry.readings().size(); i++) {
            putReading(out, entry.readings().get(i), entry.keys().get(i), entry.receivedMs());
        }
        out.putVarint(entry.attributes().size());
        entry.attributes().forEach((name, value) -> {
            out.putReference(name);
            out.putString(value);
        });
    }

    private static Entry.Telemetry getTelemetry(BlockInput in, String device, Kind kind, String site, long receivedMs) {
        String via = in.getReference();
        int duplicates = (int) in.getVarint();
        int count = in.getCount();
        List<Reading> readings = new ArrayList<>(count);
        List<ReadingKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int shape = in.getByte();
            long timeMs = (shape & HAS_TIME) != 0 ? receivedMs + in.getSigned() : receivedMs;
            long deviceTimeMs = switch (shape & (DEVICE_TIME_SAME | DEVICE_TIME_GIVEN)) {
                case DEVICE_TIME_SAME -> timeMs;
                case DEVICE_TIME_GIVEN -> receivedMs + in.getSigned();
                default -> Reading.NO_DEVICE_TIME;
            };
            keys.add((shape & HAS_KEY) != 0 ? new ReadingKey(in.getLong(), in.getLong()) : ReadingKey.NONE);
            readings.add(new Reading(timeMs, timeSource(shape), deviceTimeMs, getValues(in)));
        }
        int attributeCount = in.getCount();
        Map<String, String> attributes = attributeCount == 0 ? Map.of() : new LinkedHashMap<>();
        for (int i = 0; i < attributeCount; i++) {
            attributes.put(in.getReference(), in.getString());
        }
        return new Entry.Telemetry(device, kind, site, via, receivedMs, readings, keys, duplicates, attributes);
    }

    private static void putReading(BlockOutput out, Reading reading, ReadingKey key, long receivedMs) {
        boolean hasKey = !key.equals(ReadingKey.NONE);
        boolean hasTime = reading.timeMs() != receivedMs;
        long deviceTimeMs = reading.deviceTimeMs();
        boolean same = deviceTimeMs == reading.timeMs();
        boolean given = !same && deviceTimeMs != Reading.NO_DEVICE_TIME;
        out.putByte(shape(reading.timeSource())
                | (hasKey ? HAS_KEY : 0)
                | (hasTime ? HAS_TIME : 0)
                | (same ? DEVICE_TIME_SAME : given ? DEVICE_TIME_GIVEN : 0));
        if (hasTime) {
            out.putSigned(reading.timeMs() - receivedMs);
        }
        if (given) {
            out.putSigned(deviceTimeMs - receivedMs);
        }
        if (hasKey) {
            out.putLong(key.high());
            out.putLong(key.low());
        }
        MetricValues values = reading.values();
        out.putVarint(values.size());
        for (int i = 0; i < values.size(); i++) {
            out.putReference(values.name(i));
            out.putLong(Double.doubleToRawLongBits(values.value(i)));
        }
    }

    private static MetricValues getValues(BlockInput in) {
        int count = in.getCount();
        String[] names = new String[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            names[i] = in.getReference();
            values[i] = Double.longBitsToDouble(in.getLong());
        }
        return new MetricValues(names, values);
    }

    private static void putRejected(BlockOutput out, Entry.Rejected entry) {
        out.putReference(entry.client());
        out.putReference(entry.topic());
        out.putReference(entry.profile());
        out.putReference(entry.reason());
        out.putReference(entry.detail());
        out.putByte(entry.fire() ? 1 : 0);
        out.putBytes(entry.payload());
    }

    private static Entry.Rejected getRejected(BlockInput in, String device, Kind kind, String site, long receivedMs) {
        String client = in.getReference();
        String topic = in.getReference();
        String profile = in.getReference();
        String reason = in.getReference();
        String detail = in.getReference();
        boolean fire = in.getByte() != 0;
        return new Entry.Rejected(
                device, kind, site, receivedMs, client, topic, profile, reason, detail, fire, in.getBytes());
    }

    private static int shape(TimeSource source) {
        return switch (source) {
            case DEVICE -> 0;
            case RECEIPT -> 1;
            case REPLACED -> 2;
        };
    }

    private static TimeSource timeSource(int shape) {
        return switch (shape & 3) {
            case 0 -> TimeSource.DEVICE;
            case 1 -> TimeSource.RECEIPT;
            case 2 -> TimeSource.REPLACED;
            default -> throw new DamagedBlockException("a reading has time source " + (shape & 3));
        };
    }
}
