package firegate.gateway.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Lines {@code device,ts} of what was acknowledged. Thread-safe. */
final class AckFile implements AutoCloseable {

    private final BufferedWriter writer;

    AckFile(Optional<Path> file) throws IOException {
        writer = file.isEmpty() ? null : Files.newBufferedWriter(file.get());
    }

    void acknowledged(String device, long ts) {
        if (writer == null) {
            return;
        }
        try {
            synchronized (writer) {
                writer.write(device + "," + ts + "\n");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
