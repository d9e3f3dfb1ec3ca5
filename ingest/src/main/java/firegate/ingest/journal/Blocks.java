package firegate.ingest.journal;

import firegate.ingest.journal.BlockFile.Block;
import java.util.ArrayList;
import java.util.List;

/** Divides what is appended together into blocks that are neither too long to read back at once nor too big for a row. */
final class Blocks {

    static final int MAX_ENTRIES = 4096;
    private static final int MAX_PAYLOAD_BYTES = 1 << 20;

    private Blocks() {}

    static List<List<Entry>> split(List<Entry> entries) {
        List<List<Entry>> parts = new ArrayList<>();
        int begin = 0;
        int weight = 0;
        for (int i = 0; i < entries.size(); i++) {
            weight += weight(entries.get(i));
            if (i + 1 - begin == MAX_ENTRIES || weight >= MAX_PAYLOAD_BYTES || i + 1 == entries.size()) {
                parts.add(entries.subList(begin, i + 1));
                begin = i + 1;
                weight = 0;
            }
        }
        return parts;
    }

    static List<Block> encode(long first, List<List<Entry>> parts) {
        List<Block> blocks = new ArrayList<>(parts.size());
        long next = first;
        for (List<Entry> part : parts) {
            long newestMs = Long.MIN_VALUE;
            for (Entry entry : part) {
                newestMs = Math.max(newestMs, entry.receivedMs());
            }
            blocks.add(new Block(next, part.size(), newestMs, BlockCodec.encode(next, part)));
            next += part.size();
        }
        return blocks;
    }

    /** About how many bytes an entry takes, where it may be many. */
    private static int weight(Entry entry) {
        if (entry instanceof Entry.Rejected rejected) {
            return rejected.payload().length;
        }
        return entry instanceof Entry.Telemetry telemetry
                ? 64 * telemetry.readings().size()
                : 0;
    }
}
