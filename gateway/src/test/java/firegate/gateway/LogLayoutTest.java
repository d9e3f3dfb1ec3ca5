package firegate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogLayoutTest {
    @Test
    void writesOneLinePerEventWithItsPairsToStandardErrorOnly() throws Exception {
        Output output = run("INFO");

        assertThat(output.out()).isEqualTo("ready\n");
        assertThat(output.err().lines())
                .hasSize(3)
                .satisfiesExactly(
                        event -> assertThat(event)
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  Speaker"
                                        + " message of sd-17 rejected:  forged line device=\"sd-17\" reason=\"json\""),
                        event -> assertThat(event).endsWith("ERROR Speaker cannot "),
                        exception -> assertThat(exception).isEqualTo("java.io.IOException: disk full"));
    }

    @Test
    void takesItsLevelFromTheEnvironment() throws Exception {
        assertThat(run("DEBUG").err()).contains("DEBUG Speaker detail");
    }

    private record Output(String out, String err) {}

    private static Output run(String level) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Speaker.class.getName()));
        builder.environment().put("FIREGATE_LOG_LEVEL", level);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return new Output(out, err);
    }

    /** A process of its own, because the log is configured once per process. */
    static final class Speaker {
        private Speaker() {}

        public static void main(String[] arguments) {
            Logger log = LoggerFactory.getLogger("firegate.gateway.mqtt.Speaker");
            log.debug("detail");
            log.atWarn()
                    .addKeyValue("device", "sd-17")
                    .addKeyValue("reason", "json")
                    .log("message of sd-17 rejected:\n forged line");
            IOException full = new IOException("disk full");
            full.setStackTrace(new StackTraceElement[0]);
            log.error("cannot", full);
            LoggerFactory.getLogger("io.netty.Anything").info("libraries are quiet");
            System.out.println("ready");
        }
    }
}
