package firegate.gateway.bench;

/**
 * What firegate has acknowledged and not yet worked off.
 *
 * @param unstored messages that are not in the history store
 * @param unapplied values that are in it and not visible to queries yet
 * @param unjudged messages that the rules have not seen
 */
record Backlog(long unstored, long unapplied, long unjudged) {

    boolean none() {
        return unstored == 0 && unapplied == 0 && unjudged == 0;
    }

    /** In messages, as far as history is concerned. */
    long invisible() {
        return unstored + unapplied / TownTraffic.VALUES;
    }
}
