package firegate.dashboard.api;

import firegate.ingest.records.AuditRecords;
import io.vertx.core.json.JsonObject;

/** Entries of the audit trail in JSON. */
final class AuditJson {

    private AuditJson() {}

    static JsonObject of(AuditRecords.Entry entry) {
        return new JsonObject()
                .put("seq", entry.seq())
                .put("time", Iso.time(entry.timeMs()))
                .put("user", entry.actor())
                .put("action", entry.action())
                .put("subject", entry.subject())
                .put("detail", entry.detail())
                .put("hash", entry.hash());
    }
}
