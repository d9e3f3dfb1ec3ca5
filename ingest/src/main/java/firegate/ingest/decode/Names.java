package firegate.ingest.decode;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The names of one JSON object so far. Few are compared one by one, many are hashed. */
final class Names {

    private static final int FEW = 16;

    private String[] few = new String[4];
    private int count;
    private Set<String> many;

    /** @throws RejectedBody when the object has that name already */
    void add(String name) throws RejectedBody {
        boolean known = false;
        if (many != null) {
            known = !many.add(name);
        } else {
            for (int i = 0; i < count && !known; i++) {
                known = few[i].equals(name);
            }
            if (count == FEW) {
                many = new HashSet<>(Arrays.asList(few));
                many.add(name);
            } else {
                if (count == few.length) {
                    few = Arrays.copyOf(few, count * 2);
                }
                few[count++] = name;
            }
        }
        if (known) {
            throw new RejectedBody(Reason.DUPLICATE_KEY, BodyReader.quoted(name) + " stands twice in one object");
        }
    }
}
