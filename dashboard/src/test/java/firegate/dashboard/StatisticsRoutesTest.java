package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsRoutesTest {

    @TempDir
    Path data;

    @Test
    void oneCallTellsOfFalseAlarmsReactionsAndTheFiguresOfIsa182() {
        try (Town town = new Town(data)) {
            Client duty = town.as(Role.DUTY);
            town.fire("sd-1");
            String id = town.alarmOf("sd-1");
            duty.post("/api/v1/alarms/" + id + "/acknowledge", "{}");
            duty.post("/api/v1/alarms/" + id + "/verdict", "{\"verdict\":\"false-alarm\",\"cause\":\"steam\"}");

            JsonNode figures = town.as(Role.VIEWER).json("/api/v1/statistics");

            assertThat(figures.get("alarms").asInt()).isEqualTo(1);
            assertThat(figures.at("/falseAlarms/total/rate").asDouble()).isEqualTo(1);
            assertThat(figures.at("/falseAlarms/devices/0/device").asText()).isEqualTo("sd-1");
            assertThat(figures.at("/falseAlarms/models/0/model").isNull()).isTrue();
            assertThat(figures.at("/falseAlarms/causes/steam").asInt()).isEqualTo(1);
            assertThat(figures.at("/timeToAcknowledge/count").asInt()).isEqualTo(1);
            assertThat(figures.at("/timeToVerdict/max").isNumber()).isTrue();
            assertThat(figures.at("/isa182/mix/critical").asDouble()).isEqualTo(1);
            assertThat(figures.at("/isa182/operators").asInt()).isEqualTo(1);
            assertThat(figures.get("availability").isNull()).isTrue();
            Client.Answer backwards = duty.get("/api/v1/statistics?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
            assertThat(backwards.status()).isEqualTo(400);
            assertThat(backwards.detail()).contains("a time before 'to'");
        }
    }
}
