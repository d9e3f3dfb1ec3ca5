package firegate.gateway.mqtt.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import firegate.gateway.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What this gateway has to know of its session at a broker after a restart: {@code brokers/NAME.json} in the data directory.
 * It is in no backup, so that a gateway restored elsewhere has a client id of its own.
 */
final class SessionFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ID_BYTES = 6;

    /**
     * @param clientId under which the broker keeps the session
     * @param filters that the session may be subscribed to
     */
    record Session(String clientId, SortedSet<String> filters) {}

    private final Path file;
    private final String clientId;
    private SortedSet<String> filters;

    /**
     * Reads the file, or makes one with a random client id; one in the configuration wins.
     *
     * @throws UncheckedIOException when the file cannot be read or written
     */
    SessionFile(Path data, Config.Broker broker) {
        file = data.resolve("brokers").resolve(broker.name() + ".json");
        Optional<Session> before = read();
        clientId = broker.clientId()
                .or(() -> before.map(Session::clientId))
                .orElseGet(() -> "firegate-" + broker.name() + "-" + random());
        filters = before.filter(session -> session.clientId().equals(clientId))
                .map(Session::filters)
                .orElseGet(TreeSet::new);
        write();
    }

    String clientId() {
        return clientId;
    }

    /** Whether the broker should know the session. */
    boolean exists() {
        return !filters.isEmpty();
    }

    /** Filters that an earlier run subscribed to and that are not among the {@code wanted}. */
    List<String> outdated(List<String> wanted) {
        return filters.stream().filter(filter -> !wanted.contains(filter)).toList();
    }

    /** Notes filters before they are subscribed to. */
    void subscribing(List<String> wanted) {
        SortedSet<String> all = new TreeSet<>(filters);
        all.addAll(wanted);
        note(all);
    }

    /** Notes that the session has no others. */
    void subscribed(List<String> only) {
        note(new TreeSet<>(only));
    }

    private void note(SortedSet<String> now) {
        if (!now.equals(filters)) {
            filters = now;
            write();
        }
    }

    private Optional<Session> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), Session.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    file + " is damaged; without it, what the broker queued under its client id is given up: delete it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(new Session(clientId, filters)));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
