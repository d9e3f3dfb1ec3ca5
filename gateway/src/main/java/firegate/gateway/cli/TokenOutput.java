package firegate.gateway.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import firegate.gateway.config.OnlyMine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hands out tokens that were made, as CSV with the columns id and token, to a file of the owner's or to standard output. They are
 * kept nowhere else, so each is handed out before it is in force.
 */
final class TokenOutput implements AutoCloseable {

    private final Optional<FileChannel> file;
    private final CsvWriter csv;
    private boolean begun;

    private TokenOutput(Optional<FileChannel> file, CsvWriter csv) {
        this.file = file;
        this.csv = csv;
    }

    /** @param file a new file, mode 600; empty: standard output */
    static TokenOutput to(Optional<Path> file, PrintWriter out) {
        if (file.isEmpty()) {
            return new TokenOutput(Optional.empty(), CsvWriter.builder().build(out));
        }
        try {
            FileChannel channel = FileChannel.open(
                    file.get(), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OnlyMine.file());
            return new TokenOutput(
                    Optional.of(channel),
                    CsvWriter.builder().build(Channels.newWriter(channel, StandardCharsets.UTF_8)));
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.refused("--tokens " + file.get() + ": the file exists; name a new one");
        } catch (IOException e) {
            throw CommandFailure.failed("--tokens " + file.get() + " cannot be written: " + e, e);
        }
    }

    /** @param tokens by device */
    void hand(Map<String, String> tokens) {
        if (tokens.isEmpty()) {
            return;
        }
        try {
            if (!begun) {
                csv.writeRecord("id", "token");
                begun = true;
            }
            tokens.forEach((device, token) -> csv.writeRecord(device, token));
            csv.flush();
            if (file.isPresent()) {
                file.get().force(true);
            }
        } catch (IOException e) {
            throw CommandFailure.failed("the tokens cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                csv.close();
            }
        } catch (IOException e) {
            throw CommandFailure.failed("the tokens cannot be written: " + e, e);
        }
    }
}
