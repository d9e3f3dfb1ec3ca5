package firegate.ingest.decode;

import java.util.List;
import java.util.Map;

/** What a message says, or why it says nothing that can be used. */
public sealed interface Decoded {

    /**
     * @param samples in the order of the message; each has at least one value
     * @param attributes strings and facts that are no time series
     */
    record Accepted(List<Sample> samples, Map<String, String> attributes) implements Decoded {}

    /**
     * @param reason stable word for the cause; see {@link Reason}
     * @param detail a sentence for people: which key, what is allowed
     * @param fire whether a true fire bit can be read in it all the same
     */
    record Rejected(String reason, String detail, boolean fire) implements Decoded {}
}
