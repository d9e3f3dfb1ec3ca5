package firegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileExchangeTest {
    private static final String READY = "restore.ready-20261123T170000000Z/";
    private static final String KEPT = ".before-restore-20261123T170000000Z";
    private static final Map<String, String> EXCHANGED = Map.of(
            "journal.db",
            "new journal",
            "records.db",
            "new records",
            "journal.db" + KEPT,
            "old journal",
            "records.db" + KEPT,
            "old records",
            "records.db" + KEPT + "-wal",
            "old log",
            "history",
            "kept");
    /** The moves of an exchange in their order; a crash may come before the first, between any two, or after the last. */
    private static final List<String> MOVES = List.of(
            "journal.db > journal.db" + KEPT,
            READY + "journal.db > journal.db",
            "records.db-wal > records.db" + KEPT + "-wal",
            "records.db > records.db" + KEPT,
            READY + "records.db > records.db");

    @TempDir
    Path directory;

    @BeforeEach
    void writeOldFiles() throws IOException {
        write("journal.db", "old journal");
        write("records.db", "old records");
        write("records.db-wal", "old log");
        write("history", "kept");
    }

    @Test
    void exchangesTheFilesAndKeepsTheOldOnes() throws IOException {
        try (DataDirectory held = DataDirectory.lock(directory)) {
            FileExchange exchange = new FileExchange(held);
            Path staging = exchange.stage();
            Files.writeString(staging.resolve("journal.db"), "new journal");
            Files.writeString(staging.resolve("records.db"), "new records");

            assertThat(exchange.commit(Instant.parse("2026-11-23T17:00:00Z"))).isEqualTo(KEPT);
        }
        assertThat(files()).isEqualTo(EXCHANGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void completesAnExchangeThatWasKilledAfterSomeMoves(int moves) throws IOException {
        write(READY + "journal.db", "new journal");
        write(READY + "records.db", "new records");
        for (String move : MOVES.subList(0, moves)) {
            String[] names = move.split(" > ");
            Files.move(directory.resolve(names[0]), directory.resolve(names[1]));
        }

        DataDirectory.lock(directory).close();

        assertThat(files()).isEqualTo(EXCHANGED);
    }

    @Test
    void dropsAnExchangeThatWasKilledBeforeItsDecision() throws IOException {
        Map<String, String> before = files();
        write("restore.staging/journal.db", "new jou");

        DataDirectory.lock(directory).close();

        assertThat(files()).isEqualTo(before);
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        contents.remove("firegate.lock");
        return contents;
    }
}
