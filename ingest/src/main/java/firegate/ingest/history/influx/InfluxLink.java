package firegate.ingest.history.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.influx.InfluxOptions.Token;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Talks to one server: writes through the client's blocking API, and queries on the connections of the same client, because
 * its own InfluxQL interface keeps a whole answer in memory.
 */
final class InfluxLink implements AutoCloseable {

    private final InfluxOptions options;
    private final HttpUrl url;
    private final OkHttpClient http;
    private final OkHttpClient asking;
    private final InfluxDBClient client;
    private final WriteApiBlocking writing;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "history-influxdb-write"));
    private volatile boolean closed;

    InfluxLink(InfluxOptions options) {
        this.options = options;
        this.url = HttpUrl.get(options.url());
        this.http = new OkHttpClient.Builder()
                .connectTimeout(options.waits().connect())
                .readTimeout(options.waits().answer())
                .writeTimeout(options.waits().answer())
                .addInterceptor(new WireForm(options))
                .build();
        this.asking = http.newBuilder().callTimeout(options.waits().question()).build();
        this.client = InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                        .url(options.url())
                        .okHttpClient(http.newBuilder())
                        .build())
                .enableGzip();
        this.writing = client.getWriteApiBlocking();
    }

    InfluxDBClient client() {
        return client;
    }

    /** Asks the server which version it is. */
    ServerVersion ping() {
        Request request = new Request.Builder()
                .url(url.newBuilder().addPathSegment("ping").build())
                .build();
        try (Response response = asking.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw InfluxFailures.answered(response);
            }
            return ServerVersion.of(response.header("X-Influxdb-Version"));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Writes lines; returns when the server has confirmed them. An interrupt ends the wait at once: a server that accepts and
     * never answers must not hold up the end of the program.
     */
    void write(String lines) {
        Future<?> running =
                writer.submit(() -> writing.writeRecord(options.database(), org(), WritePrecision.MS, lines));
        try {
            running.get();
        } catch (InterruptedException e) {
            http.dispatcher().cancelAll();
            Thread.currentThread().interrupt();
            throw new HistoryException("interrupted", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InfluxException failure)) {
                throw new HistoryException("InfluxDB cannot be written: " + e.getCause(), e.getCause());
            }
            throw closed ? closedFailure(failure) : InfluxFailures.ofClient(failure, options.url());
        }
    }

    /** The client insists on an organization; 1.x and 3.x have none. */
    private String org() {
        return options.account() instanceof Token token ? token.org().orElse("none") : "none";
    }

    /** Puts statements and gives the rows of the answer as they come. */
    void query(String statements, AnswerReader.Rows rows) {
        try (Response response = http.newCall(question(statements)).execute()) {
            if (!response.isSuccessful()) {
                throw InfluxFailures.answered(response);
            }
            AnswerReader.read(response.body().byteStream(), rows);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The same for a statement whose short answer has texts in it: the whole answer. */
    String ask(String statement) {
        try (Response response = asking.newCall(question(statement)).execute()) {
            if (!response.isSuccessful()) {
                throw InfluxFailures.answered(response);
            }
            return response.body().string();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Request question(String statements) {
        HttpUrl query = url.newBuilder()
                .addPathSegment("query")
                .addQueryParameter("db", options.database())
                .addQueryParameter("epoch", "ms")
                .addQueryParameter("chunked", "true")
                .build();
        return new Request.Builder()
                .url(query)
                // Next door, packing an answer takes longer than sending it.
                .header("Accept-Encoding", "identity")
                .post(new FormBody.Builder().add("q", statements).build())
                .build();
    }

    private HistoryException broken(IOException e) {
        if (closed) {
            return closedFailure(e);
        }
        if (Thread.currentThread().isInterrupted() && e instanceof InterruptedIOException) {
            return new HistoryException("interrupted", e);
        }
        return InfluxFailures.noAnswer(options.url(), e);
    }

    static HistoryException closedFailure(Exception cause) {
        return new HistoryException("the history in InfluxDB is closed", cause);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        http.dispatcher().cancelAll();
        writer.shutdownNow();
        client.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
