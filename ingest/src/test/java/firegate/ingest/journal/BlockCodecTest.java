package firegate.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import firegate.ingest.device.Kind;
import firegate.ingest.telemetry.MetricValues;
import firegate.ingest.telemetry.Reading;
import firegate.ingest.telemetry.Reading.TimeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class BlockCodecTest {

    @Property(tries = 100)
    void givesBackEveryEntryAsItWas(
            @ForAll("entries") @Size(max = 20) List<Entry> entries, @ForAll @LongRange(min = 1) long first) {
        assertThat(BlockCodec.decode(first, BlockCodec.encode(first, entries)))
                .usingElementComparator(BlockCodecTest::compare)
                .isEqualTo(entries);
    }

    @Property(tries = 100)
    void refusesBlockWithAFlippedBit(
            @ForAll("entries") @Size(min = 1, max = 3) List<Entry> entries,
            @ForAll @IntRange(max = 1 << 20) int where) {
        byte[] block = BlockCodec.encode(1, entries);
        int bit = where % (block.length * 8);
        block[bit / 8] ^= (byte) (1 << bit % 8);

        assertThatThrownBy(() -> BlockCodec.decode(1, block)).isInstanceOf(DamagedBlockException.class);
    }

    @Property(tries = 100)
    void refusesBlockThatIsCutShort(
            @ForAll("entries") @Size(min = 1, max = 3) List<Entry> entries,
            @ForAll @IntRange(max = 1 << 20) int where) {
        byte[] block = BlockCodec.encode(1, entries);
        byte[] cut = Arrays.copyOf(block, where % block.length);

        assertThatThrownBy(() -> BlockCodec.decode(1, cut)).isInstanceOf(DamagedBlockException.class);
    }

    @Example
    void refusesBlockOfAnotherOffset() {
        byte[] block = BlockCodec.encode(7, Entries.telemetries(0, 3));

        assertThatThrownBy(() -> BlockCodec.decode(8, block))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining("begins at 7");
    }

    @Example
    void takesFewBytesForATypicalEntry() {
        assertThat(BlockCodec.encode(1, Entries.telemetries(0, 4096)).length / 4096)
                .isLessThan(80);
    }

    /** Records compare arrays by identity. */
    private static int compare(Entry one, Entry other) {
        if (one instanceof Entry.Rejected a && other instanceof Entry.Rejected b) {
            return Arrays.equals(a.payload(), b.payload()) && withoutPayload(a).equals(withoutPayload(b)) ? 0 : 1;
        }
        return one.equals(other) ? 0 : 1;
    }

    private static Entry.Rejected withoutPayload(Entry.Rejected e) {
        return new Entry.Rejected(
                e.device(),
                e.kind(),
                e.site(),
                e.receivedMs(),
                e.client(),
                e.topic(),
                e.profile(),
                e.reason(),
                e.detail(),
                e.fire(),
                null);
    }

    @Provide
    Arbitrary<List<Entry>> entries() {
        return Arbitraries.oneOf(telemetry(), rejected()).list();
    }

    private static Arbitrary<Entry> telemetry() {
        Arbitrary<List<Reading>> readings = reading().list().ofMaxSize(5);
        Arbitrary<ReadingKey> key = Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as(ReadingKey::new)
                .injectNull(0.2)
                .map(k -> k == null ? ReadingKey.NONE : k);
        return Combinators.combine(
                        text(),
                        Arbitraries.of(Kind.class),
                        text().injectNull(0.3),
                        text().injectNull(0.3),
                        Arbitraries.longs(),
                        readings.flatMap(list -> key.list().ofSize(list.size()).map(keys -> Map.entry(list, keys))),
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.maps(text(), text()).ofMaxSize(3))
                .as((device, kind, site, via, receivedMs, both, duplicates, attributes) -> new Entry.Telemetry(
                        device, kind, site, via, receivedMs, both.getKey(), both.getValue(), duplicates, attributes));
    }

    private static Arbitrary<Entry> rejected() {
        return Combinators.combine(
                        text(),
                        Arbitraries.of(Kind.class),
                        text().injectNull(0.3),
                        Arbitraries.longs(),
                        text(),
                        text(),
                        Arbitraries.of(true, false),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((device, kind, site, receivedMs, client, detail, fire, payload) -> new Entry.Rejected(
                        device, kind, site, receivedMs, client, "topic", "native", "empty", detail, fire, payload));
    }

    private static Arbitrary<Reading> reading() {
        Arbitrary<MetricValues> values = Combinators.combine(
                        Arbitraries.of("smoke", "fire", "own_name", "pressure"),
                        Arbitraries.longs().map(Double::longBitsToDouble))
                .as(Map::entry)
                .list()
                .uniqueElements(Map.Entry::getKey)
                .map(list -> new MetricValues(
                        list.stream().map(Map.Entry::getKey).toArray(String[]::new),
                        list.stream().mapToDouble(Map.Entry::getValue).toArray()));
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.of(TimeSource.class),
                        Arbitraries.longs().injectDuplicates(0.2),
                        Arbitraries.of(0, 1, 2),
                        values)
                .as((timeMs, source, deviceTimeMs, which, sample) -> new Reading(
                        timeMs,
                        source,
                        which == 0 ? Reading.NO_DEVICE_TIME : which == 1 ? timeMs : deviceTimeMs,
                        sample));
    }

    /** Any text but halves of surrogate pairs, which no edge lets in. */
    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(20)
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)));
    }
}
