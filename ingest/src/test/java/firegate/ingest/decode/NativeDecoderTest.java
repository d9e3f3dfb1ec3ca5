package firegate.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import firegate.ingest.telemetry.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NativeDecoderTest {

    private static final Path FIXTURES = Path.of("src/test/resources/firegate/ingest/decode");

    private final NativeDecoder decoder = new NativeDecoder();

    @TestFactory
    Stream<DynamicTest> saysOfEachFixtureWhatIsWrittenBesideIt() throws IOException {
        return names(".json")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    String expected = text(name);
                    String actual = describe(decoder.decode(body(name)));
                    assertThat(leavesDetailOpen(expected) ? firstTwoLines(actual) : actual)
                            .isEqualTo(expected);
                }));
    }

    @Test
    void readsEveryFixture() throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            TreeSet<String> found = new TreeSet<>();
            files.forEach(file -> found.add(file.getFileName().toString()));
            TreeSet<String> read = new TreeSet<>(List.of("README.md"));
            names(".json").forEach(name -> read.addAll(List.of(name + ".json", name + ".txt")));
            assertThat(found).isEqualTo(read).hasSizeGreaterThan(170);
        }
    }

    @Test
    void alwaysAnswersHoweverABodyWasDamagedOnItsWay() throws IOException {
        Random random = new Random(20261123);
        for (String name : names(".json").toList()) {
            byte[] body = body(name);
            for (int length = 0; length < body.length; length++) {
                assertThat(decoder.decode(Arrays.copyOf(body, length))).as(name).isNotNull();
                assertThat(decoder.decode(Arrays.copyOfRange(body, length, body.length)))
                        .as(name)
                        .isNotNull();
            }
            for (int i = 0; i < 200 && body.length > 0; i++) {
                byte[] flipped = body.clone();
                flipped[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(decoder.decode(flipped)).as(name).isNotNull();
            }
        }
    }

    @Test
    void rejectsTwoBodiesGluedTogether() throws IOException {
        for (String name : names(".json").toList()) {
            byte[] body = body(name);
            byte[] glued = Arrays.copyOf(body, body.length * 2);
            System.arraycopy(body, 0, glued, body.length, body.length);
            assertThat(decoder.decode(glued)).as(name).isInstanceOf(Decoded.Rejected.class);
        }
    }

    @Test
    void acceptsABodyOfExactlyTheLargestSizeAndNoLargerOne() {
        byte[] largest = paddedTo(NativeDecoder.MAX_BYTES);
        byte[] larger = paddedTo(NativeDecoder.MAX_BYTES + 1);

        assertThat(decoder.decode(largest)).isInstanceOf(Decoded.Accepted.class);
        assertThat(decoder.decode(larger))
                .isEqualTo(new Decoded.Rejected("too-large", "the body has 262145 bytes; 262144 are allowed", true));
    }

    private static byte[] paddedTo(int bytes) {
        return ("{\"fire\":true" + " ".repeat(bytes - 13) + "}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void acceptsAThousandPointsAndNoMore() {
        assertThat(decoder.decode(points(500, 2))).isInstanceOf(Decoded.Accepted.class);
        assertThat(decoder.decode(points(1, 1000))).isInstanceOf(Decoded.Accepted.class);
        assertThat(decoder.decode(points(1, 1001)))
                .isEqualTo(new Decoded.Rejected("too-many-points", "the body has more than 1000 values", false));
        assertThat(decoder.decode(points(1001, 1)))
                .isEqualTo(new Decoded.Rejected("too-many-points", "the body has more than 1000 values", false));
    }

    private static byte[] points(int samples, int valuesEach) {
        String values = String.join(
                ",",
                IntStream.range(0, valuesEach).mapToObj(i -> "\"m" + i + "\":1").toList());
        return ("[" + String.join(",", java.util.Collections.nCopies(samples, "{" + values + "}")) + "]")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void rejectsDeepNestingWithoutFailing() {
        byte[] deep = ("{\"a\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);

        assertThat(decoder.decode(deep))
                .isInstanceOfSatisfying(
                        Decoded.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo("nested-value"));
    }

    private static Stream<String> names(String ending) throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static byte[] body(String name) throws IOException {
        return Files.readAllBytes(FIXTURES.resolve(name + ".json"));
    }

    private static String text(String name) throws IOException {
        return Files.readString(FIXTURES.resolve(name + ".txt"));
    }

    /** Of malformed JSON: those words are the parser's. */
    private static boolean leavesDetailOpen(String expected) {
        return expected.startsWith("rejected") && expected.lines().count() == 2;
    }

    private static String firstTwoLines(String text) {
        return text.substring(0, text.indexOf('\n', text.indexOf('\n') + 1) + 1);
    }

    private static String describe(Decoded decoded) {
        StringBuilder text = new StringBuilder();
        if (decoded instanceof Decoded.Accepted accepted) {
            accepted.samples()
                    .forEach(sample -> text.append(
                                    sample.deviceTimeMs() == Reading.NO_DEVICE_TIME
                                            ? "receipt"
                                            : String.valueOf(sample.deviceTimeMs()))
                            .append(' ')
                            .append(sample.values())
                            .append('\n'));
            accepted.attributes()
                    .forEach((name, value) -> text.append("attribute ")
                            .append(name)
                            .append(" = ")
                            .append(value)
                            .append('\n'));
        } else if (decoded instanceof Decoded.Rejected rejected) {
            text.append(rejected.fire() ? "rejected, fire\n" : "rejected\n")
                    .append(rejected.reason())
                    .append('\n')
                    .append(rejected.detail())
                    .append('\n');
        }
        return text.toString();
    }
}
