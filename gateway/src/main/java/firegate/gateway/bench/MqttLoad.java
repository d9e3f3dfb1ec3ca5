package firegate.gateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code java -cp firegate.jar firegate.gateway.bench.MqttLoad --help} */
@Command(
        name = "MqttLoad",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "QoS 1 load over MQTT 3.1.1. Exit code 0 when every message was acknowledged, 1 when not.")
public final class MqttLoad implements Callable<Integer> {

    @Option(names = "--host", description = "where the broker is")
    private String host = "127.0.0.1";

    @Option(names = "--port", description = "where the broker is")
    private int port = 1883;

    @Option(names = "--connections", description = "devices, each with a connection of its own")
    private int connections = 200;

    @Option(names = "--in-flight", description = "unacknowledged messages of each device")
    private int inFlight = 20;

    @Option(names = "--messages", description = "messages of all devices together")
    private long messages = 1_000_000;

    @Option(names = "--seconds", description = "stop after so long, whatever is left")
    private long seconds = 300;

    @Option(names = "--per-second", description = "messages of all devices in a second; 0: as fast as acknowledged")
    private long perSecond;

    @Option(names = "--prefix", description = "devices are called so, followed by 0, 1, 2 …")
    private String prefix = "load-";

    @Option(names = "--topic", description = "topic with {device}")
    private String topic = "v1/devices/{device}/telemetry";

    @Option(names = "--password", description = "token of all devices")
    private String password;

    @Option(names = "--values", description = "JSON object of the values")
    private String values = "{\"smoke\":0.02,\"temperature\":22.5,\"battery\":91}";

    @Option(names = "--first-ts", description = "device time of each device's first message; by default now")
    private Long firstTs;

    @Option(names = "--reconnect", description = "connect again after a break and send anew what is unacknowledged")
    private boolean reconnect;

    @Option(names = "--acked", description = "write device,ts of every acknowledged message to this file")
    private Path acked;

    @Option(names = "--threads", description = "event loops of the load itself")
    private int threads = 1;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MqttLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        LoadResult result = new Load(new LoadOptions(
                        host,
                        port,
                        connections,
                        inFlight,
                        Math.max(1, messages / connections),
                        Duration.ofSeconds(seconds),
                        perSecond,
                        Optional.ofNullable(password),
                        new OneDeviceEach(
                                prefix, topic, values, firstTs == null ? System.currentTimeMillis() : firstTs),
                        reconnect,
                        Optional.ofNullable(acked)))
                .run(threads);
        System.out.println(result);
        return result.complete() ? 0 : 1;
    }
}
