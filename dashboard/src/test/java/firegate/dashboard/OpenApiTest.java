package firegate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import firegate.dashboard.auth.Role;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {

    /** The gateway mounts it, for devices. */
    private static final String PUSH = "POST /api/v1/devices/{device}/telemetry";

    @TempDir
    Path data;

    private Town town;
    private JsonNode document;

    @BeforeEach
    void open() {
        town = new Town(data);
        document = town.as(Role.VIEWER).json("/api/v1/openapi.json");
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void describesExactlyTheRoutesThatThereAre() {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method ->
                            described.add(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)) + " " + path.getKey()));
        }
        Set<String> mounted = new TreeSet<>(Set.of(PUSH));
        for (Route route : town.router.getRoutes()) {
            if (route.getPath() != null && route.methods() != null) {
                String path = route.getPath().replaceAll(":([a-z]+)", "{$1}");
                route.methods().forEach(method -> mounted.add(method + " " + path));
            }
        }

        assertThat(described).isEqualTo(mounted);
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = document.findValuesAsText("$ref");

        assertThat(references).hasSizeGreaterThan(50);
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void describesEveryKeyOfAnAlarmAndADevice() {
        town.fire("sd-1");
        town.alarmOf("sd-1");

        assertThat(keys(town.as(Role.VIEWER).json("/api/v1/alarms?state=open").at("/items/0")))
                .isEqualTo(keys(document.at("/components/schemas/Alarm/properties")));
        assertThat(keys(town.as(Role.VIEWER).json("/api/v1/devices/sd-1")))
                .isEqualTo(keys(document.at("/components/schemas/Device/properties")));
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> keys = new TreeSet<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
