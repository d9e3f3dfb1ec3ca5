package firegate.ingest.history.influx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.influxdb.client.BucketsQuery;
import com.influxdb.client.OrganizationsQuery;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.client.domain.DBRPCreate;
import com.influxdb.client.domain.DBRPs;
import com.influxdb.client.domain.Organization;
import com.influxdb.client.service.DbrPsService;
import com.influxdb.exceptions.InfluxException;
import firegate.ingest.history.HistoryException;
import firegate.ingest.history.influx.InfluxOptions.Token;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import retrofit2.Response;

/** Sees to it that the database or bucket exists. One that somebody else made keeps its own retention. */
final class Databases {

    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InfluxOptions options;
    private final InfluxLink link;
    private String warned;

    Databases(InfluxOptions options, InfluxLink link) {
        this.options = options;
        this.link = link;
    }

    /** @throws HistoryException when it is missing and cannot be made, in words that say what to do */
    void prepare(ServerVersion version) {
        if (!(options.account() instanceof Token token)) {
            prepareDatabase();
        } else if (version.major() < 3) {
            prepareBucket(token);
        }
        // 3.x makes a database at the first write to it.
    }

    private void prepareDatabase() {
        String name = InfluxQl.name(options.database());
        boolean there = false;
        for (JsonNode row : rows("SHOW DATABASES")) {
            there |= row.path(0).asText().equals(options.database());
        }
        if (there) {
            compareRetention(name);
            return;
        }
        String statement = "CREATE DATABASE " + name + " WITH DURATION " + hours() + "h REPLICATION 1";
        try {
            rows(statement);
        } catch (HistoryException e) {
            throw new HistoryException(
                    "InfluxDB has no database '" + options.database()
                            + "', or hides it, and firegate may not create it: " + e.getMessage() + ". Create it with: "
                            + statement,
                    e);
        }
        LOG.info("created the InfluxDB database '{}', retention {} h", options.database(), hours());
    }

    private void compareRetention(String name) {
        try {
            for (JsonNode row : rows("SHOW RETENTION POLICIES ON " + name)) {
                String kept = row.path(1).asText();
                if (row.path(4).asBoolean() && !kept.equals(hours() + "h0m0s")) {
                    warnOnce("the InfluxDB database '" + options.database() + "' was there before: its retention of "
                            + (kept.equals("0s") ? "for ever" : kept) + " stays, history.retention does not count");
                }
            }
        } catch (HistoryException e) {
            LOG.debug("the retention of '{}' cannot be read", options.database(), e);
        }
    }

    private void warnOnce(String warning) {
        if (!warning.equals(warned)) {
            warned = warning;
            LOG.warn(warning);
        }
    }

    private long hours() {
        return Math.max(
                1, options.retention().plus(Duration.ofHours(1).minusNanos(1)).toHours());
    }

    private Iterable<JsonNode> rows(String statement) {
        String answer = link.ask(statement);
        try {
            JsonNode result = JSON.readTree(answer).path("results").path(0);
            if (result.has("error")) {
                throw new HistoryException(result.path("error").asText(), null);
            }
            return result.path("series").path(0).path("values");
        } catch (IOException e) {
            throw new HistoryException("not an answer of InfluxDB: " + e.getMessage(), e);
        }
    }

    private void prepareBucket(Token token) {
        String org = token.org()
                .orElseThrow(() -> new HistoryException("InfluxDB 2.x needs an organization: set influxdb.org", null));
        try {
            BucketsQuery query = new BucketsQuery();
            query.setOrg(org);
            query.setName(options.database());
            List<Bucket> found = link.client().getBucketsApi().findBuckets(query);
            Bucket bucket = found.isEmpty() ? createBucket(org) : found.get(0);
            mapForInfluxQl(bucket);
        } catch (InfluxException e) {
            throw InfluxFailures.ofClient(e, options.url());
        }
    }

    private Bucket createBucket(String org) {
        try {
            OrganizationsQuery query = new OrganizationsQuery();
            query.setOrg(org);
            List<Organization> found = link.client().getOrganizationsApi().findOrganizations(query);
            if (found.isEmpty()) {
                throw new HistoryException("InfluxDB has no organization '" + org + "', or hides it", null);
            }
            int seconds = Math.toIntExact(Math.min(Integer.MAX_VALUE, hours() * 3_600));
            Bucket created = link.client()
                    .getBucketsApi()
                    .createBucket(
                            options.database(),
                            new BucketRetentionRules().everySeconds(seconds),
                            found.get(0).getId());
            LOG.info("created the InfluxDB bucket '{}', retention {} s", options.database(), seconds);
            return created;
        } catch (InfluxException e) {
            if (e.status() == 0) {
                throw e;
            }
            throw new HistoryException(
                    "InfluxDB has no bucket '" + options.database() + "' in '" + org
                            + "', or hides it, and firegate may not create it: " + e.getMessage()
                            + ". Create it with: influx bucket create --org " + org + " --name " + options.database()
                            + " --retention " + hours() + "h",
                    e);
        }
    }

    /** InfluxQL speaks of databases; 2.x must know which bucket is meant. Newer ones know it by the bucket's name. */
    private void mapForInfluxQl(Bucket bucket) {
        DbrPsService mappings = link.client().getService(DbrPsService.class);
        try {
            Response<DBRPs> known = mappings.getDBRPs(
                            null, bucket.getOrgID(), null, null, null, null, options.database(), null)
                    .execute();
            boolean mapped = known.body() != null
                    && known.body().getContent() != null
                    && !known.body().getContent().isEmpty();
            if (mapped) {
                return;
            }
            DBRPCreate mapping = new DBRPCreate()
                    .orgID(bucket.getOrgID())
                    .bucketID(bucket.getId())
                    .database(options.database())
                    .retentionPolicy("autogen")
                    ._default(true);
            Response<?> made = mappings.postDBRP(mapping, null).execute();
            if (!made.isSuccessful()) {
                warnOnce("InfluxDB answers " + made.code() + " to mapping bucket '" + options.database()
                        + "' for InfluxQL: history is written, but may not be readable");
            }
        } catch (IOException e) {
            throw InfluxFailures.noAnswer(options.url(), e);
        }
    }
}
