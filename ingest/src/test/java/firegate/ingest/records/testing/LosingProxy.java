package firegate.ingest.records.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before a PostgreSQL and, once asked to, breaks the connection when the answer to a COMMIT comes. */
public final class LosingProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LosingProxy.class);
    private static final String COMMITTED = "COMMIT\0";

    private final int behind;
    private final ServerSocket server;
    private final AtomicBoolean lose = new AtomicBoolean();

    public LosingProxy(int behind) {
        this.behind = behind;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The next COMMIT is carried out and its answer lost. */
    public void loseNextCommit() {
        lose.set(true);
    }

    /** Whether that has happened. */
    public boolean hasLost() {
        return !lose.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), behind);
                daemon(() -> pump(client, to, false));
                daemon(() -> pump(to, client, true));
            } catch (IOException e) {
                LOG.debug("no connection: the server is down, or we are closed", e);
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            byte[] bytes = new byte[65_536];
            for (int n = from.getInputStream().read(bytes);
                    n >= 0;
                    n = from.getInputStream().read(bytes)) {
                boolean committed = answers && new String(bytes, 0, n, StandardCharsets.ISO_8859_1).contains(COMMITTED);
                if (committed && lose.getAndSet(false)) {
                    return;
                }
                to.getOutputStream().write(bytes, 0, n);
            }
        } catch (IOException e) {
            LOG.debug("a connection ended", e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
