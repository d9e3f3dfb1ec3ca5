package firegate.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.ingest.history.influx.Influxd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** firegate with its history in a real InfluxDB. */
class InfluxIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Influxd influxdb;
    private Instance firegate;

    @BeforeEach
    void configure() throws Exception {
        influxdb = Influxd.start(Files.createDirectory(directory.resolve("influxdb")));
        firegate = new Instance(directory.resolve("data"))
                .set("FIREGATE_HISTORY_STORE", "influxdb")
                .set("FIREGATE_INFLUXDB_URL", influxdb.url())
                .set("FIREGATE_INFLUXDB_DATABASE", "town");
    }

    @AfterEach
    void stop() {
        firegate.close();
        influxdb.close();
    }

    private int points(String query) {
        return firegate.get("/api/v1/history?" + query)
                .path("series")
                .path(0)
                .path("points")
                .size();
    }

    @Test
    void saysTheVersionAndKeepsNothingOfItsOwn() throws Exception {
        Instant day = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.DAYS);
        long time = day.plusSeconds(3_600).toEpochMilli();
        firegate.start();
        assertThat(firegate.readyLine()).endsWith("  history influxdb 1.6.7");
        assertThat(firegate.publish("h-1", "{\"ts\":" + time + ",\"values\":{\"pressure\":0.31,\"cap_open\":false}}"))
                .isZero();

        await().atMost(SOON)
                .until(() -> !influxdb.ask("town", "SELECT * FROM hydrant").isEmpty());
        assertThat(influxdb.ask("town", "SELECT cap_open, device, pressure FROM hydrant")
                        .toString())
                .isEqualTo("[[" + time + ",0,\"h-1\",0.31]]");
        String span = "&from=" + day + "&to=" + day.plus(1, ChronoUnit.DAYS);
        assertThat(points("device=h-1&metric=pressure" + span)).isEqualTo(1);
        assertThat(points("device=h-1&window=1h&aggregate=p95" + span)).isEqualTo(24);
        assertThat(directory.resolve("data").resolve("history")).doesNotExist();
        assertThat(firegate.terminate()).isZero();
    }

    @Test
    void servesDevicesAndAlarmsWhileInfluxDbIsDownAndWritesOnceItComes() throws Exception {
        influxdb.stop();
        firegate.start();
        assertThat(firegate.readyLine()).endsWith("  history influxdb");
        assertThat(firegate.publish("sd-17", "{\"fire\":true}")).isZero();

        await().atMost(SOON)
                .until(() ->
                        firegate.get("/api/v1/alarms?state=open").path("items").size() == 1);
        assertThat(firegate.send(firegate.request("/health/ready").GET()).body())
                .contains("InfluxDB at " + influxdb.url() + " does not answer");
        assertThat(firegate.send(firegate.request("/api/v1/history?device=sd-17&metric=fire")
                                .GET())
                        .statusCode())
                .isEqualTo(503);
        assertThat(sum("waiting")).isEqualTo(1);

        influxdb.start();
        await().atMost(SOON).until(() -> sum("stored") == 1);
        assertThat(influxdb.ask("town", "SELECT count(fire) FROM smoke")
                        .get(0)
                        .get(1)
                        .asInt())
                .isEqualTo(1);
        await().atMost(SOON).until(() -> points("device=sd-17&metric=fire") == 1);
        assertThat(firegate.terminate()).isZero();
    }

    private int sum(String account) {
        JsonNode ledger = firegate.get("/api/v1/ledger");
        return ledger.path("sum").path(account).asInt(-1);
    }
}
