package firegate.gateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Mosquitto of our own on loopback: persistence as Debian ships it, without limits on what a client has in flight. */
final class MosquittoServer implements AutoCloseable {

    private static final long START_MS = 10_000;
    private static final long LOOK_MS = 50;

    private final Child child;
    private final int port;

    /** @throws IOException when there is no Mosquitto, or it does not start */
    MosquittoServer(Path directory) throws IOException, InterruptedException {
        port = freePort();
        Files.createDirectories(directory);
        Path config = directory.resolve("mosquitto.conf");
        Files.writeString(config, """
                listener %d 127.0.0.1
                allow_anonymous true
                user %s
                persistence true
                persistence_location %s/
                log_dest file %s
                max_inflight_messages 0
                max_queued_messages 0
                """.formatted(
                        port, System.getProperty("user.name"), directory, directory.resolve("mosquitto.log")));
        child = new Child(new ProcessBuilder(List.of(program(), "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("mosquitto.out").toFile()));
        awaitPort();
    }

    /** Debian has it where not everybody's path leads. */
    private static String program() {
        Path server = Path.of("/usr/sbin/mosquitto");
        return Files.isExecutable(server) ? server.toString() : "mosquitto";
    }

    private void awaitPort() throws IOException, InterruptedException {
        long deadline = System.currentTimeMillis() + START_MS;
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) LOOK_MS);
                return;
            } catch (IOException notYet) {
                if (!child.process().isAlive() || System.currentTimeMillis() > deadline) {
                    close();
                    throw new IOException("Mosquitto does not start on port " + port, notYet);
                }
                Thread.sleep(LOOK_MS);
            }
        }
    }

    int port() {
        return port;
    }

    /** @return such as {@code mosquitto version 2.0.11} */
    static String version() throws IOException, InterruptedException {
        Process asked =
                new ProcessBuilder(program(), "-h").redirectErrorStream(true).start();
        String first = asked.inputReader().readLine();
        asked.inputReader().close();
        asked.waitFor();
        return first;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
