package firegate.ingest.history.influx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.influxdb.exceptions.InfluxException;
import firegate.ingest.history.HistoryException;
import java.io.IOException;
import java.util.Map;
import okhttp3.Response;

/**
 * What went wrong, in words for the operator, and whether the readings or the server are at fault. Readings are at fault only
 * when InfluxDB itself says so: a proxy's 400 for a wrong address must not send everything to quarantine.
 */
final class InfluxFailures {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_BODY = 2_000;

    private InfluxFailures() {}

    static HistoryException noAnswer(String url, Throwable cause) {
        return new HistoryException("InfluxDB at " + url + " does not answer: " + cause.getMessage(), cause);
    }

    /** A failure of the client's own interfaces. */
    static HistoryException ofClient(InfluxException e, String url) {
        if (e.status() == 0) {
            return noAnswer(url, e.getCause() == null ? e : e.getCause());
        }
        String body = said(e);
        if (refused(e.status(), fromInfluxDb(e), body)) {
            return HistoryException.refused(body);
        }
        return new HistoryException(answered(e.status(), body), e);
    }

    static HistoryException answered(Response response) throws IOException {
        String body = response.peekBody(LONGEST_BODY).string();
        return new HistoryException(answered(response.code(), message(body, response.message())), null);
    }

    private static String answered(int status, String said) {
        String hint = switch (status) {
            case 401 -> " (username and password, or token, are not accepted)";
            case 403 -> " (the user or token may not do this)";
            default -> "";
        };
        return "InfluxDB answers " + status + " " + said + hint;
    }

    /**
     * @param influx whether the answer is InfluxDB's own
     * @param said its reason
     */
    static boolean refused(int status, boolean influx, String said) {
        if (status == 413) {
            return true;
        }
        boolean setting = said.endsWith("is required") || said.contains("not found");
        return influx && (status == 400 || status == 422) && !setting;
    }

    /** InfluxDB names its version with every answer, or puts its reason into its own kind of object. */
    private static boolean fromInfluxDb(InfluxException e) {
        Map<String, Object> body = e.errorBody();
        return e.headers().keySet().stream().anyMatch(name -> name.equalsIgnoreCase("X-Influxdb-Version"))
                || (body.containsKey("code") && body.containsKey("message"));
    }

    private static String said(InfluxException e) {
        for (String name : new String[] {"error", "message"}) {
            Object text = e.errorBody().get(name);
            if (text instanceof String said) {
                return said;
            }
        }
        return String.valueOf(e.getMessage());
    }

    private static String message(String body, String otherwise) {
        try {
            JsonNode json = JSON.readTree(body);
            for (String name : new String[] {"error", "message"}) {
                if (json.path(name).isTextual()) {
                    return json.path(name).textValue();
                }
            }
        } catch (IOException e) {
            // A proxy's page, perhaps; the status says more.
            return otherwise;
        }
        return otherwise;
    }
}
