package firegate.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether firegate has what it acknowledged, by its own accounts and by counting the points that history gives. */
final class StoredCounts {

    private static final int DEVICES_PER_QUERY = 200;

    private final FiregateServer firegate;
    private final Instant begun;

    /** @param begun before the first message */
    StoredCounts(FiregateServer firegate, Instant begun) {
        this.firegate = firegate;
        this.begun = begun;
    }

    /** @return what is wrong; empty when ledger and history have exactly the acknowledged messages */
    List<String> differences(long acknowledged, TownTraffic town) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        JsonNode sum = firegate.json("/api/v1/ledger?limit=1&from=" + begun).path("sum");
        compare(found, "ledger: received", sum.path("received").asLong(), acknowledged);
        compare(found, "ledger: stored", sum.path("stored").asLong(), acknowledged);
        for (String other : List.of("duplicate", "quarantined", "waiting")) {
            compare(found, "ledger: " + other, sum.path(other).asLong(), 0);
        }
        compare(found, "history: values", points(town), acknowledged * TownTraffic.VALUES);
        return found;
    }

    private static void compare(List<String> found, String what, long is, long ought) {
        if (is != ought) {
            found.add(String.format(Locale.ROOT, "%s %,d instead of %,d", what, is, ought));
        }
    }

    private long points(TownTraffic town) throws IOException, InterruptedException {
        long points = 0;
        for (int from = 0; from < town.devices(); from += DEVICES_PER_QUERY) {
            List<String> names = new ArrayList<>();
            for (int i = from; i < Math.min(town.devices(), from + DEVICES_PER_QUERY); i++) {
                names.add(town.device(i));
            }
            points += count(String.join(",", names));
        }
        return points;
    }

    private long count(String devices) throws IOException, InterruptedException {
        String path = "/api/v1/history?aggregate=count&window=1d&from=" + begun + "&to="
                + Instant.now().plusSeconds(3600) + "&device=" + URLEncoder.encode(devices, StandardCharsets.UTF_8);
        long points = 0;
        JsonNode answer = firegate.json(path);
        if (!answer.path("next").isNull()) {
            throw new IOException("the count of points came in more than one page");
        }
        for (JsonNode series : answer.path("series")) {
            for (JsonNode point : series.path("points")) {
                points += point.path(1).asLong();
            }
        }
        return points;
    }
}
