package firegate.ingest.history.influx;

import firegate.ingest.history.influx.InfluxOptions.Token;
import firegate.ingest.history.influx.InfluxOptions.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Gives each request of the client the form that the configured generation understands. The client writes to
 * {@code /api/v2/write?bucket=B&precision=ms}, which 1.x has since 1.8 only; {@code /write?db=B&precision=ms} is in all 1.x.
 */
final class WireForm implements Interceptor {

    private static final String WRITE_2 = "/api/v2/write";
    private static final String WRITE_1 = "/write";

    private final InfluxOptions options;

    WireForm(InfluxOptions options) {
        this.options = options;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        return chain.proceed(
                options.account() instanceof User user
                        ? ofGeneration1(chain.request(), user)
                        : ofGeneration2(chain.request(), (Token) options.account()));
    }

    private Request ofGeneration1(Request request, User user) {
        Request.Builder built = request.newBuilder();
        HttpUrl url = request.url();
        String path = url.encodedPath();
        if (path.endsWith(WRITE_2)) {
            built.url(url.newBuilder()
                    .encodedPath(path.substring(0, path.length() - WRITE_2.length()) + WRITE_1)
                    .removeAllQueryParameters("org")
                    .removeAllQueryParameters("bucket")
                    .setQueryParameter("db", options.database())
                    .build());
        }
        user.name()
                .ifPresent(name -> built.header(
                        "Authorization", Credentials.basic(name, user.password().orElse(""), StandardCharsets.UTF_8)));
        return built.build();
    }

    private static Request ofGeneration2(Request request, Token token) {
        return request.newBuilder()
                .header("Authorization", "Token " + token.token())
                .build();
    }
}
