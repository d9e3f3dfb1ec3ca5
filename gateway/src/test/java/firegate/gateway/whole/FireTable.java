package firegate.gateway.whole;
final class FireTable {
    FireTable(java.nio.file.Path d, java.util.List<RecordedSet.Run> r, java.util.Map<String, firegate.gateway.replay.Tally> p, java.util.List<com.fasterxml.jackson.databind.JsonNode> a, java.time.Instant s) {}
    static void check(java.nio.file.Path p, FireTable t) {}
}
