package firegate.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /api/v1/openapi.json}: this interface as OpenAPI 3.1. */
public final class OpenApiRoutes {

    private final Buffer document;

    public OpenApiRoutes() {
        try (InputStream yaml = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
            JsonNode read = new YAMLMapper().readTree(yaml);
            this.document = Buffer.buffer(read.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void mount(Router router) {
        router.get("/api/v1/openapi.json").handler(context -> {
            Query.of(context);
            context.response().putHeader("Content-Type", "application/json").end(document);
        });
    }
}
