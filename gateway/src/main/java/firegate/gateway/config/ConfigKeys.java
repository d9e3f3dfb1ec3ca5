package firegate.gateway.config;

import static firegate.gateway.config.Forms.COUNT;
import static firegate.gateway.config.Forms.HOST;
import static firegate.gateway.config.Forms.PORT;
import static firegate.gateway.config.Forms.TEXT;
import static firegate.gateway.config.Forms.TOPIC;
import static firegate.gateway.config.Forms.TRUTH;
import static firegate.gateway.config.Forms.WORD_NAME;

import firegate.gateway.config.Config.Admin;
import firegate.gateway.config.Config.Auth;
import firegate.gateway.config.Config.Broker;
import firegate.gateway.config.Config.HistoryOptions;
import firegate.gateway.config.Config.Http;
import firegate.gateway.config.Config.Influxdb;
import firegate.gateway.config.Config.IntakeOptions;
import firegate.gateway.config.Config.JournalOptions;
import firegate.gateway.config.Config.Limits;
import firegate.gateway.config.Config.Listener;
import firegate.gateway.config.Config.ListenerTls;
import firegate.gateway.config.Config.Metrics;
import firegate.gateway.config.Config.Mqtt;
import firegate.gateway.config.Config.Records;
import firegate.gateway.config.Config.Rules;
import firegate.gateway.config.Config.Store;
import firegate.gateway.config.Config.Subscription;
import firegate.gateway.config.Config.Sync;
import firegate.gateway.config.Config.Tls;
import firegate.gateway.config.Config.Webhook;
import firegate.ingest.decode.Decoders;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every key of the configuration with its form, its default and the rules between keys. */
record ConfigKeys(FileForms files) {
    private static final Path NO_PATH = Path.of("");
    private static final List<String> SEVERITIES = List.of("critical", "major", "minor", "info");
    private static final List<String> EVENTS = List.of("raised", "escalated", "confirmed", "closed");
    private static final List<String> PROFILES = List.of(Decoders.NATIVE, Decoders.ATTRIBUTES);
    private static final int SECRET_BYTES = 4096;
    /** bcrypt looks at no more. */
    private static final int PASSWORD_BYTES = 72;

    Config read(Section root) {
        Path data = root.value("data", files.path(), "./data");
        Config config = new Config(
                data,
                root.section("http", this::http),
                root.section("metrics", s -> new Metrics(s.find("port", PORT))),
                root.section("mqtt", this::mqtt),
                root.section("journal", this::journal),
                root.section("intake", this::intake),
                root.section("history", this::history),
                root.optional("influxdb", this::influxdb),
                root.section("records", s -> records(s, data)),
                root.section("rules", s -> new Rules(s.find("file", files.readable("a rule book")))),
                root.sections("webhooks", this::webhook),
                root.section("admin", s -> new Admin(s.find("password", files.secret(PASSWORD_BYTES)))));
        root.check(
                config.history().store() == Store.EMBEDDED || config.influxdb().isPresent(),
                "influxdb needs the section influxdb with at least url and token or database",
                "history.store",
                "influxdb");
        Ports.check(config, root);
        return config;
    }

    private Http http(Section s) {
        return new Http(
                s.value("host", HOST, "0.0.0.0"),
                s.value("port", PORT, "8080"),
                s.optional("tls", this::tls),
                s.find("publicUrl", Forms.url("https://fire.example.org", "https", "http")));
    }

    private Tls tls(Section s) {
        return new Tls(certificate(s), key(s));
    }

    private Path certificate(Section s) {
        return s.required("cert", files.readable("a PEM file with the certificate chain"), NO_PATH);
    }

    private Path key(Section s) {
        return s.required("key", files.readable("a PEM file with the private key"), NO_PATH);
    }

    private Mqtt mqtt(Section s) {
        Listener listener = s.section("listener", this::listener);
        List<Broker> brokers = s.sections("brokers", this::broker);
        s.check(
                brokers.stream().map(Broker::name).distinct().count() == brokers.size(),
                "two brokers have the same name; each needs its own",
                "brokers");
        s.check(
                brokers.stream()
                                .filter(broker -> broker.clientId().isPresent())
                                .map(broker -> broker.url() + " " + broker.clientId())
                                .distinct()
                                .count()
                        == brokers.stream()
                                .filter(broker -> broker.clientId().isPresent())
                                .count(),
                "two links to the same broker have the same clientId and would cut each other off; each needs its own",
                "brokers");
        return new Mqtt(listener, brokers);
    }

    private Listener listener(Section s) {
        return new Listener(
                s.value("enabled", TRUTH, "true"),
                s.value("host", HOST, "0.0.0.0"),
                s.value("port", PORT, "1883"),
                s.value("auth", Forms.oneOf(Auth.class), "required"),
                s.optional("tls", this::listenerTls),
                s.section("limits", this::limits));
    }

    private ListenerTls listenerTls(Section s) {
        return new ListenerTls(
                s.value("port", PORT, "8883"),
                certificate(s),
                key(s),
                s.find("clientCa", files.readable("a PEM file with the certificates of client authorities")));
    }

    private Limits limits(Section s) {
        return new Limits(
                s.value("connections", COUNT, "100000"),
                s.value("messagesPerSecond", COUNT, "100"),
                s.value("bytesPerSecond", Forms.size("1KiB", "1TiB"), "1MiB"),
                s.value("connectsPerSecond", COUNT, "20"));
    }

    private Broker broker(Section s) {
        Broker broker = new Broker(
                s.required("name", WORD_NAME, ""),
                s.required("url", Forms.brokerUrl(), ""),
                s.find("clientId", TEXT),
                s.find("username", TEXT),
                s.find("password", files.secret(SECRET_BYTES)),
                s.find("share", WORD_NAME),
                s.sections("subscribe", this::subscription));
        s.check(!broker.subscribe().isEmpty(), "is missing; allowed: a list of topics", "subscribe");
        checkPair(s, broker.username(), broker.password());
        return broker;
    }

    private Subscription subscription(Section s) {
        return new Subscription(
                s.required("topic", TOPIC, ""), s.value("profile", Forms.oneOf(PROFILES), Decoders.NATIVE));
    }

    private JournalOptions journal(Section s) {
        return new JournalOptions(
                s.value("sync", Forms.oneOf(Sync.class), "always"),
                s.value("maxBytes", Forms.size("8MiB", "1024TiB"), "8GiB"));
    }

    private IntakeOptions intake(Section s) {
        IntakeOptions intake = new IntakeOptions(
                s.value("maxFuture", Forms.duration("0s", "24h"), "60s"),
                s.value("maxAge", Forms.duration("1s", "36500d"), "400d"),
                s.value("lateAfter", Forms.duration("1s", "36500d"), "5m"),
                s.value("duplicateWindow", Forms.duration("1s", "24h"), "10m"));
        s.check(
                intake.lateAfter().compareTo(intake.maxAge()) < 0,
                "is not shorter than intake.maxAge; allowed: a shorter one, or a longer maxAge",
                "lateAfter",
                "maxAge");
        return intake;
    }

    private HistoryOptions history(Section s) {
        return new HistoryOptions(
                s.value("store", Forms.oneOf(Store.class), "embedded"),
                s.value("retention", Forms.duration("1h", "36500d"), "400d"));
    }

    private Influxdb influxdb(Section s) {
        Optional<Secret> token = s.find("token", files.secret(SECRET_BYTES));
        Influxdb influxdb = new Influxdb(
                s.required("url", Forms.url("http://influxdb:8086", "http", "https"), ""),
                token,
                s.find("org", TEXT),
                s.find("bucket", TEXT).or(() -> token.map(present -> "firegate")),
                s.find("username", TEXT),
                s.find("password", files.secret(SECRET_BYTES)),
                s.find("database", TEXT));
        s.check(
                token.isPresent() != influxdb.database().isPresent(),
                "give either token (InfluxDB 2.x, 3.x) or database (InfluxDB 1.x)",
                "token",
                "database");
        s.check(
                token.isEmpty() || influxdb.username().isEmpty(),
                "belongs to InfluxDB 1.x, token to 2.x and 3.x; remove one",
                "username",
                "token");
        checkPair(s, influxdb.username(), influxdb.password());
        return influxdb;
    }

    private Records records(Section s, Path data) {
        Records records = new Records(
                s.value("url", RecordsUrl.form(files, data), RecordsUrl.SQLITE + "${data}/records.db"),
                s.find("username", TEXT),
                s.find("password", files.secret(SECRET_BYTES)));
        s.check(
                records.username().isEmpty() || records.url().startsWith(RecordsUrl.POSTGRESQL),
                "belongs to PostgreSQL; remove it, or set records.url to jdbc:postgresql://…",
                "username",
                "url");
        checkPair(s, records.username(), records.password());
        return records;
    }

    private Webhook webhook(Section s) {
        return new Webhook(
                s.required("url", Forms.url("https://duty.example.org/alarms", "https", "http"), ""),
                s.find("secret", files.secret(SECRET_BYTES)),
                s.values("severities", Forms.oneOf(SEVERITIES), List.of("critical")),
                s.values("events", Forms.oneOf(EVENTS), EVENTS));
    }

    private static void checkPair(Section s, Optional<String> username, Optional<Secret> password) {
        s.check(password.isEmpty() || username.isPresent(), "is given without username", "password", "username");
    }
}
