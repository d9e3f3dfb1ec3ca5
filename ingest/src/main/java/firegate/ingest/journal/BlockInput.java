package firegate.ingest.journal;

import firegate.ingest.telemetry.Metric;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads the parts of which a block is made; see {@link BlockCodec} for the layout. Every reader throws
 * {@link DamagedBlockException} on bytes that no {@link BlockOutput} has written.
 */
final class BlockInput {

    private final byte[] bytes;
    private final int end;
    private final List<String> dictionary = new ArrayList<>();
    private int at;

    BlockInput(byte[] block) {
        if (block.length < 4) {
            throw new DamagedBlockException("it has " + block.length + " bytes");
        }
        bytes = block;
        end = block.length - 4;
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        if ((int) checksum.getValue() != ByteBuffer.wrap(bytes).getInt(end)) {
            throw new DamagedBlockException("its checksum differs");
        }
    }

    int getByte() {
        require(1);
        return bytes[at++] & 0xFF;
    }

    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedBlockException("a number does not end");
    }

    long getSigned() {
        long value = getVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number of things that follow, each of at least one byte. */
    int getCount() {
        long count = getVarint();
        if (count < 0 || count > end - at) {
            throw new DamagedBlockException("it announces " + count + " things in " + (end - at) + " bytes");
        }
        return (int) count;
    }

    long getLong() {
        require(8);
        at += 8;
        return ByteBuffer.wrap(bytes).getLong(at - 8);
    }

    byte[] getBytes() {
        int length = getCount();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String getString() {
        int length = getCount();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    String getReference() {
        long number = getVarint();
        if (number == 0) {
            return null;
        }
        if (number == dictionary.size() + 1L) {
            String text = getString();
            Metric metric = Metric.of(text);
            dictionary.add(metric == null ? text : metric.id());
        } else if (number < 0 || number > dictionary.size()) {
            throw new DamagedBlockException("it refers to string " + number + " of " + dictionary.size());
        }
        return dictionary.get((int) number - 1);
    }

    void requireEnd() {
        if (at != end) {
            throw new DamagedBlockException((end - at) + " bytes follow its last entry");
        }
    }

    private void require(int more) {
        if (end - at < more) {
            throw new DamagedBlockException("it ends early");
        }
    }
}
