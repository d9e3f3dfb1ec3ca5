package firegate.gateway.config;

/**
 * Where a value was said.
 *
 * @param name {@code line 12}, the environment variable or the option; empty when nobody said it
 * @param line in the file, from 1; after every line for anything else
 */
public record Origin(String name, int line) {
    static final Origin UNSAID = new Origin("", Integer.MAX_VALUE);

    static Origin line(int line) {
        return new Origin("line " + line, line);
    }

    static Origin named(String name) {
        return new Origin(name, Integer.MAX_VALUE);
    }
}
