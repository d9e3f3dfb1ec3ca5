package firegate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import firegate.gateway.config.ConfigReader.Invalid;
import firegate.gateway.config.ConfigReader.Loaded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {
    @TempDir
    Path directory;

    @Test
    void readsTheDefaultsOfTheContractWithoutAnyFile() {
        Config config = loaded(ConfigReader.read(Optional.empty(), Map.of(), Map.of()));

        Path data = Path.of("data").toAbsolutePath();
        assertThat(config)
                .isEqualTo(new Config(
                        data,
                        new Config.Http("0.0.0.0", 8080, Optional.empty(), Optional.empty()),
                        new Config.Metrics(Optional.empty()),
                        new Config.Mqtt(
                                new Config.Listener(
                                        true,
                                        "0.0.0.0",
                                        1883,
                                        Config.Auth.REQUIRED,
                                        Optional.empty(),
                                        new Config.Limits(100_000, 100, 1 << 20, 20)),
                                List.of()),
                        new Config.JournalOptions(Config.Sync.ALWAYS, 8L << 30),
                        new Config.IntakeOptions(
                                Duration.ofSeconds(60),
                                Duration.ofDays(400),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(10)),
                        new Config.HistoryOptions(Config.Store.EMBEDDED, Duration.ofDays(400)),
                        Optional.empty(),
                        new Config.Records(
                                "jdbc:sqlite:" + data.resolve("records.db"), Optional.empty(), Optional.empty()),
                        new Config.Rules(Optional.empty()),
                        List.of(),
                        new Config.Admin(Optional.empty())));
    }

    static Stream<Arguments> badConfigurations() {
        String port = "allowed: a port from 0 to 65535, 0 for any free one";
        String duration = "allowed: a whole number with ms, s, m, h or d, from ";
        String url = "allowed: an address https:// or http://HOST[:PORT] without user name and password, such as ";
        return Stream.of(
                arguments("http: { port: 65536 }", "http.port: 65536 is not allowed; " + port + " (line 1)"),
                arguments("http: { port: -1 }", "http.port: -1 is not allowed; " + port + " (line 1)"),
                arguments("http: { port: 010 }", "http.port: 010 is not allowed; " + port + " (line 1)"),
                arguments("http: { port: 80.5 }", "http.port: 80.5 is not allowed; " + port + " (line 1)"),
                arguments("http:\n  port: eighty", "http.port: \"eighty\" is a text; " + port + " (line 2)"),
                arguments("http: { port: '8080' }", "http.port: \"8080\" is a text; " + port + " (line 1)"),
                arguments("http: { port: true }", "http.port: true is a truth value; " + port + " (line 1)"),
                arguments("http: { port: }", "http.port: it is no value; " + port + " (line 1)"),
                arguments("http: { port: [1] }", "http.port: it is a list; " + port + " (line 1)"),
                arguments("http: [1]", "http: it is a list; allowed: keys with values (line 1)"),
                arguments("http: 8080", "http: 8080 is a number; allowed: keys with values (line 1)"),
                arguments("- http", "the file: it is a list; allowed: keys with values (line 1)"),
                arguments("htp: {}", "htp: unknown key; did you mean http? (line 1)"),
                arguments("history: { days: 3 }", "history.days: unknown key; allowed here: store, retention (line 1)"),
                arguments(
                        "mqtt:\n  listener:\n    limits: { Connections: 5 }",
                        "mqtt.listener.limits.Connections: unknown key; did you mean connections? (line 3)"),
                arguments("data: a\ndata: b", "data: is given twice; remove one (line 2)"),
                arguments(
                        "http: { host: 300.0.0.1 }",
                        "http.host: \"300.0.0.1\" is not allowed; allowed: an IP address or a host name, such as 0.0.0.0 or"
                                + " 127.0.0.1 (line 1)"),
                arguments(
                        "http: { publicUrl: 'fire.example.org' }",
                        "http.publicUrl: \"fire.example.org\" is not allowed; " + url
                                + "https://fire.example.org (line 1)"),
                arguments(
                        "http: { publicUrl: 'https://me:secret@fire.example.org' }",
                        "http.publicUrl: \"https://***@fire.example.org\" is not allowed; " + url
                                + "https://fire.example.org (line 1)"),
                arguments(
                        "mqtt: { listener: { enabled: yes } }",
                        "mqtt.listener.enabled: yes is not allowed; allowed: true or false (line 1)"),
                arguments(
                        "mqtt: { listener: { auth: none } }",
                        "mqtt.listener.auth: \"none\" is not allowed; allowed: required or open (line 1)"),
                arguments(
                        "mqtt: { listener: { limits: { connections: 0 } } }",
                        "mqtt.listener.limits.connections: 0 is not allowed; allowed: a whole number from 1 to 2147483647"
                                + " (line 1)"),
                arguments(
                        "mqtt: { listener: { port: 8080 } }",
                        "mqtt.listener.port: 8080 is already the port of http.port; allowed: another one (line 1)"),
                arguments(
                        "journal: { maxBytes: 8GB }",
                        "journal.maxBytes: \"8GB\" is not allowed; allowed: a whole number with B, KiB, MiB, GiB or TiB,"
                                + " from 8MiB to 1024TiB, such as 512MiB (line 1)"),
                arguments(
                        "journal: { sync: sometimes }",
                        "journal.sync: \"sometimes\" is not allowed; allowed: always or never (line 1)"),
                arguments(
                        "intake: { maxFuture: 60 }",
                        "intake.maxFuture: 60 is a number; " + duration + "0s to 24h, such as 90s or 5m (line 1)"),
                arguments(
                        "intake: { duplicateWindow: 1 week }",
                        "intake.duplicateWindow: \"1 week\" is not allowed; " + duration
                                + "1s to 24h, such as 90s or 5m (line 1)"),
                arguments(
                        "intake: { lateAfter: 2h, maxAge: 2h }",
                        "intake.lateAfter: \"2h\" is not shorter than intake.maxAge; allowed: a shorter one, or a longer"
                                + " maxAge (line 1)"),
                arguments(
                        "records: { url: 'jdbc:sqlite:${home}/r.db' }",
                        "records.url: \"jdbc:sqlite:${home}/r.db\" is not allowed; allowed: jdbc:sqlite:FILE, where ${data}"
                                + " stands for the data directory, or jdbc:postgresql://HOST[:PORT]/DATABASE without user name"
                                + " and password (line 1)"),
                arguments(
                        "records: { username: me }",
                        "records.username: \"me\" belongs to PostgreSQL; remove it, or set records.url to"
                                + " jdbc:postgresql://… (line 1)"),
                arguments(
                        "admin: { password: 12345 }",
                        "admin.password: *** is a number; allowed: a text of 1 to 72 bytes (in quotes when it looks like a"
                                + " number), or file:PATH of a readable file with it (line 1)"),
                arguments("mqtt: { brokers: {} }", "mqtt.brokers: it is a mapping; allowed: a list (line 1)"),
                arguments(
                        "mqtt: { brokers: [ { name: a, url: 'mqtt://b', subscribe: [ { topic: c } ] } ] }",
                        "mqtt.brokers[0].subscribe[0].topic: \"c\" is not allowed; allowed: an MQTT topic filter one level of"
                                + " which is {device}, such as v1/devices/{device}/telemetry (line 1)"),
                arguments(
                        "mqtt: { brokers: [ { name: a, url: 'mqtt://b', subscribe: [ { topic: '$share/g/{device}' } ] } ] }",
                        "mqtt.brokers[0].subscribe[0].topic: \"$share/g/{device}\" is not allowed; allowed: an MQTT topic"
                                + " filter one level of which is {device}, such as v1/devices/{device}/telemetry (line 1)"),
                arguments(
                        "mqtt: { brokers: [ { name: a, url: 'mqtt://b',"
                                + " subscribe: [ { topic: '{device}', profile: senml } ] } ] }",
                        "mqtt.brokers[0].subscribe[0].profile: \"senml\" is not allowed; allowed: one of native, attributes"
                                + " (line 1)"),
                arguments(
                        "mqtt: { brokers: [ { name: a, url: 'mqtt://b/c', subscribe: [ { topic: '{device}' } ] } ] }",
                        "mqtt.brokers[0].url: \"mqtt://b/c\" is not allowed; allowed: mqtt://HOST[:PORT] (1883) or"
                                + " mqtts://HOST[:PORT] (8883, with a certificate that Java's trust store trusts) without"
                                + " user name, password and path, such as mqtt://broker:1883 (line 1)"),
                arguments(
                        "mqtt: { brokers: [ { name: a, url: 'mqtt://b', clientId: c, subscribe: [ { topic: '{device}' } ] },"
                                + " { name: b, url: 'mqtt://b', clientId: c, subscribe: [ { topic: '{device}' } ] } ] }",
                        "mqtt.brokers: two links to the same broker have the same clientId and would cut each other off;"
                                + " each needs its own (line 1)"),
                arguments("data: \"a\0b\"", "FILE: is not YAML: special characters are not allowed"),
                arguments("a: [", "FILE: is not YAML: expected the node content, but found '<stream end>' (line 1)"));
    }

    @ParameterizedTest
    @MethodSource("badConfigurations")
    void saysKeyValueAllowedFormAndLine(String yaml, String problem) throws IOException {
        assertThat(problems(yaml, Map.of())).containsExactly(problem.replaceFirst("^FILE", file().toString()));
    }

    static Stream<Arguments> featuresThatComeLater() {
        return Stream.of(
                arguments("http: { tls: { cert: a, key: a } }", "http.tls: TLS on the http port"),
                arguments(
                        "mqtt: { listener: { tls: { cert: a, key: a } } }",
                        "mqtt.listener.tls: TLS on the MQTT listener"),
                arguments("rules: { file: a }", "rules.file: a rule book of one's own"));
    }

    @ParameterizedTest
    @MethodSource("featuresThatComeLater")
    void refusesWhatThisVersionCannotDo(String yaml, String problem) throws IOException {
        Files.createFile(directory.resolve("a"));

        assertThat(problems(yaml, Map.of()))
                .containsExactly(problem + " is not part of this version yet; remove it (line 1)");
    }

    @Test
    void listsAllProblemsByLineAndThenThoseOfTheEnvironment() throws IOException {
        String yaml = """
                intake: { maxAge: soon }
                nonsense: 1
                http: { port: x, tls: { cert: none } }
                """;

        assertThat(problems(yaml, Map.of("FIREGATE_MQTT_LISTENER_PORT", "99999", "FIREGATE_HTTP_PROT", "1")))
                .extracting(problem -> problem.substring(0, problem.indexOf(' ')))
                .containsExactly(
                        "intake.maxAge:",
                        "nonsense:",
                        "http.port:",
                        "http.tls.cert:",
                        "http.tls.key:",
                        "http.tls:",
                        "mqtt.listener.port:",
                        "FIREGATE_HTTP_PROT:");
    }

    @Test
    void saysThatTheFileCannotBeRead() {
        Path missing = directory.resolve("missing.yaml");

        assertThat(problems(ConfigReader.read(Optional.of(missing), Map.of(), Map.of())))
                .containsExactly(missing + ": cannot be read; allowed: a readable YAML file");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws IOException {
        Files.write(file(), "data: Süd".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(ConfigReader.read(Optional.of(file()), Map.of(), Map.of())))
                .containsExactly(file() + ": is not UTF-8");
    }

    @Test
    void readsAnEmptyFileAsTheDefaults() throws IOException {
        assertThat(read("# nothing yet\n", Map.of()).http().port()).isEqualTo(8080);
    }

    @Test
    void takesSectionsWithoutContentAsUnwritten() throws IOException {
        Config config = read("http:\nmqtt:\n  brokers:\nwebhooks:\ninfluxdb:\n", Map.of());

        assertThat(config.influxdb()).isEmpty();
        assertThat(config.http().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void startsRelativePathsFromTheDirectoryOfTheFile() throws IOException {
        Config config = read("data: town/data", Map.of());

        assertThat(config.data()).isEqualTo(directory.resolve("town/data"));
        assertThat(config.records().url()).isEqualTo("jdbc:sqlite:" + directory.resolve("town/data/records.db"));
    }

    @Test
    void prefersCommandLineToEnvironmentToFile() throws IOException {
        Files.writeString(file(), "data: one\nhttp: { port: 1 }\nhistory: { retention: 1d }\n");
        Config config = loaded(ConfigReader.read(
                Optional.of(file()),
                Map.of("FIREGATE_DATA", "two", "FIREGATE_HTTP_PORT", "2"),
                Map.of("data", "/three")));

        assertThat(config.data()).isEqualTo(Path.of("/three"));
        assertThat(config.http().port()).isEqualTo(2);
        assertThat(config.history().retention()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void readsSecretsFromFilesWithoutTheFinalLineBreak() throws IOException {
        Files.writeString(directory.resolve("password"), "hunter 2\n");

        Config config = read("admin: { password: 'file:password' }", Map.of());

        assertThat(config.admin().password()).contains(new Secret("hunter 2"));
    }

    @Test
    void namesTheUnreadableFileOfASecret() throws IOException {
        assertThat(problems("admin: { password: 'file:gone' }", Map.of()))
                .singleElement()
                .asString()
                .startsWith("admin.password: *** cannot be read: no readable file " + directory.resolve("gone"));
    }

    @Test
    void refusesAnEmptySecret() throws IOException {
        Files.writeString(directory.resolve("empty"), "\n");

        assertThat(problems("admin: { password: 'file:empty' }", Map.of()))
                .singleElement()
                .asString()
                .startsWith("admin.password: *** is not allowed");
    }

    @Test
    void neverPrintsASecret() throws IOException {
        Config config = read("admin: { password: hunter2 }", Map.of());

        assertThat(config.toString()).contains("***").doesNotContain("hunter2");
        assertThat(problems("influxdb: { url: 'http://a', token: hunter2, username: u, password: hunter2 }", Map.of()))
                .noneMatch(problem -> problem.contains("hunter2"));
        assertThat(problems("", Map.of("FIREGATE_ADMIN_PASSWORT", "hunter2")))
                .containsExactly("FIREGATE_ADMIN_PASSWORT: unknown variable; did you mean FIREGATE_ADMIN_PASSWORD?");
    }

    private Path file() {
        return directory.resolve("firegate.yaml");
    }

    private Config read(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(file(), yaml);
        return loaded(ConfigReader.read(Optional.of(file()), environment, Map.of()));
    }

    private List<String> problems(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(file(), yaml);
        return problems(ConfigReader.read(Optional.of(file()), environment, Map.of()));
    }

    static Config loaded(ConfigReader.Result result) {
        assertThat(result).isInstanceOf(Loaded.class);
        return ((Loaded) result).config();
    }

    static List<String> problems(ConfigReader.Result result) {
        assertThat(result).isInstanceOf(Invalid.class);
        return ((Invalid) result).problems().stream().map(Problem::toString).toList();
    }
}
