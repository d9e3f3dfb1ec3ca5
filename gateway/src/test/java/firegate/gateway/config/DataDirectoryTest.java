package firegate.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void createsTheDirectoryForItsOwnerOnly() throws IOException {
        Path data = directory.resolve("town/data");
        try (DataDirectory held = DataDirectory.lock(data)) {
            assertThat(held.path()).isEqualTo(data.toRealPath());
            assertThat(Files.getPosixFilePermissions(data)).hasSize(3);
            assertThat(data.resolve("firegate.lock"))
                    .hasContent(ProcessHandle.current().pid() + "\n");
        }
    }

    @Test
    void refusesASecondHolderInTheSameProcessAndKeepsTheFirst() {
        try (DataDirectory held = DataDirectory.lock(directory)) {
            assertThatExceptionOfType(DataDirectoryException.class).isThrownBy(() -> DataDirectory.lock(directory));
            assertThat(held.path()).isDirectory();
        }
        DataDirectory.lock(directory).close();
    }

    @Test
    void refusesADirectoryThatAnotherProcessHoldsAndNamesBoth() throws Exception {
        Process other = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), UTF_8))) {
            assertThat(said.readLine()).isEqualTo("held");

            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(() -> DataDirectory.lock(directory))
                    .withMessage("data directory " + directory.toRealPath() + " is in use by another firegate (process "
                            + other.pid()
                            + "); stop that one, or give this one a directory of its own with --data");
        } finally {
            other.destroyForcibly().waitFor();
        }
        // kill -9 leaves the file, not the lock
        DataDirectory.lock(directory).close();
    }

    @Test
    void saysThatAFileStandsInTheWay() throws IOException {
        Path file = Files.createFile(directory.resolve("data"));

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DataDirectory.lock(file))
                .withMessageContaining("data directory " + file)
                .withMessageContaining("is no directory");
    }

    @Test
    void saysThatTheDirectoryCannotBeWritten() {
        Path forbidden = Path.of("/proc/firegate");

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DataDirectory.lock(forbidden))
                .withMessageStartingWith("data directory " + forbidden + " cannot be written by user "
                        + System.getProperty("user.name"));
    }

    /** Another process that holds the directory until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            try (DataDirectory held = DataDirectory.lock(Path.of(args[0]))) {
                System.out.println(held.path().isAbsolute() ? "held" : "");
                Thread.currentThread().join();
            }
        }
    }
}
