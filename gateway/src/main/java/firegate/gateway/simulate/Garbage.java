package firegate.gateway.simulate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Bodies that no decoder of the profile {@code native} may take, as broken firmware sends them. */
final class Garbage {

    private static final List<String> BODIES = List.of(
            "{\"values\":{\"temperature\":\"--\"}}",
            "{\"temperature\":NaN}",
            "{\"temperature\":{\"value\":21.5}}",
            "temperature=21.5;battery=91",
            "{\"battery\":91,\"battery\":90}",
            "\u0000\u0001\u0002AA55",
            "[{\"ts\":\"yesterday\",\"values\":{\"temperature\":21.5}}]",
            "");

    private Garbage() {}

    /** @param cut a good body, of which some garbage is the first half */
    static byte[] of(long choice, byte[] cut) {
        int which = (int) Math.floorMod(choice, BODIES.size() + 1L);
        return which == BODIES.size()
                ? Arrays.copyOf(cut, cut.length / 2)
                : BODIES.get(which).getBytes(StandardCharsets.UTF_8);
    }
}
