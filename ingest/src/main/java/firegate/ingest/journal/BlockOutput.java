package firegate.ingest.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes the parts of which a block is made; see {@link BlockCodec} for the layout. */
final class BlockOutput {

    private final Map<String, Integer> dictionary = new HashMap<>();
    private byte[] bytes;
    private int size;

    BlockOutput(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    int size() {
        return size;
    }

    void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void putVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Small numbers of either sign are short. */
    void putSigned(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    void putLong(long value) {
        reserve(8);
        ByteBuffer.wrap(bytes).putLong(size, value);
        size += 8;
    }

    void putBytes(byte[] value) {
        putVarint(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    void putString(String value) {
        putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A string that is likely to come again: its number in the dictionary, and itself where it comes first. */
    void putReference(String value) {
        if (value == null) {
            putByte(0);
            return;
        }
        Integer known = dictionary.putIfAbsent(value, dictionary.size() + 1);
        if (known == null) {
            putVarint(dictionary.size());
            putString(value);
        } else {
            putVarint(known);
        }
    }

    /** Ends the block with its checksum. */
    byte[] finish() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, size);
        reserve(4);
        ByteBuffer.wrap(bytes).putInt(size, (int) checksum.getValue());
        return Arrays.copyOf(bytes, size + 4);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
