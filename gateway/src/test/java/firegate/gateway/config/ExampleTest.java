package firegate.gateway.config;

import static firegate.gateway.config.ConfigReaderTest.loaded;
import static firegate.gateway.config.ConfigReaderTest.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

class ExampleTest {
    private static final Path EXAMPLE = Path.of("../firegate.example.yaml");

    @TempDir
    Path directory;

    private String example;

    @BeforeEach
    void readExample() throws IOException {
        example = Files.readString(EXAMPLE);
    }

    @Test
    void saysTheDefaults() throws IOException {
        assertThat(loaded(read(example))).isEqualTo(loaded(read("")));
    }

    @Test
    void writesOutEveryKeyThatHasADefault() {
        SortedSet<String> written = keys(example);

        assertThat(ConfigReader.keys()).containsAll(written);
        // What exists only when it is written stands behind a #.
        assertThat(written).hasSize(20);
    }

    @Test
    void holdsEveryKey() {
        assertThat(keys(uncommented())).isEqualTo(ConfigReader.keys());
    }

    @Test
    void givesValidExamplesOfKeysWithoutDefault() throws IOException {
        for (String file : List.of(
                "console.crt",
                "console.key",
                "mqtt.crt",
                "mqtt.key",
                "devices-ca.crt",
                "rules.yaml",
                "broker.password",
                "influxdb.token",
                "influxdb.password",
                "records.password",
                "webhook.secret",
                "admin.password")) {
            Files.writeString(directory.resolve(file), "x");
        }

        assertThat(problems(read(uncommented())))
                .filteredOn(problem -> !problem.contains("is not part of this version yet"))
                .extracting(problem -> problem.replaceFirst(" \\(line .*", ""))
                .containsExactly(
                        "influxdb.token: *** give either token (InfluxDB 2.x, 3.x) or database (InfluxDB 1.x)",
                        "records.username: \"firegate\" belongs to PostgreSQL; remove it, or set records.url to"
                                + " jdbc:postgresql://…");
    }

    private ConfigReader.Result read(String yaml) throws IOException {
        Path file = directory.resolve("firegate.yaml");
        Files.writeString(file, yaml);
        return ConfigReader.read(Optional.of(file), Map.of(), Map.of());
    }

    /** A key behind a # has no space between; words do. */
    private String uncommented() {
        return example.replaceAll("(?m)^( *)#(?=\\S|  )", "$1");
    }

    private static SortedSet<String> keys(String yaml) {
        SortedSet<String> keys = new TreeSet<>();
        collect(new Yaml().compose(new StringReader(yaml)), "", keys);
        return keys;
    }

    private static void collect(Node node, String path, SortedSet<String> keys) {
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                String key = ((ScalarNode) entry.getKeyNode()).getValue();
                collect(entry.getValueNode(), path.isEmpty() ? key : path + "." + key, keys);
            });
        } else if (node instanceof SequenceNode list) {
            collect(list.getValue().get(0), path + "[0]", keys);
        } else if (Given.of(node).shape() != Given.Shape.NOTHING) {
            keys.add(path);
        }
    }
}
