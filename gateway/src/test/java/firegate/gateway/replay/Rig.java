package firegate.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Mappings and files in a folder of the test, and an outlet that notes what is sent. */
final class Rig {

    static final String MAP = """
            time: { column: t, unit: s, from: start }
            kind: smoke
            device: "d-{file}"
            columns:
              - { column: a, metric: temperature }
            """;

    private final Path folder;
    final List<String> problems = new ArrayList<>();
    final List<String> sent = new ArrayList<>();

    Rig(Path folder) {
        this.folder = folder;
    }

    Path file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Path file(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Mapping mapping(String yaml) {
        var read = MappingReader.read(file("map.yaml", yaml));
        assertThat(read.problems()).isEmpty();
        return read.value().orElseThrow();
    }

    List<Recording> scan(String yaml, Path... files) {
        return Recordings.scan(List.of(files), mapping(yaml), problems::add);
    }

    /** The one recording of a file, whose header and rows are given. */
    Recording recording(String yaml, String csv) {
        List<Recording> recordings = scan(yaml, file("run.csv", csv));
        assertThat(problems).isEmpty();
        return recordings.get(0);
    }

    /** Plays at once, without a shift; what is sent is {@code device body}. */
    Player play(Recording recording) {
        return play(List.of(recording), new Pace(Pace.MAX, () -> 0, time -> {}));
    }

    Player play(List<Recording> recordings, Pace pace) {
        Map<Recording, Player.Placement> placements = Player.place(recordings, new Shift.Keep(), false);
        Player player = new Player(
                recordings,
                placements,
                (device, body) -> {
                    sent.add(device + " " + new String(body, StandardCharsets.UTF_8));
                    return CompletableFuture.completedFuture(null);
                },
                10);
        try {
            player.play(pace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return player;
    }

    static OptionalLong at(long ms) {
        return OptionalLong.of(ms);
    }
}
