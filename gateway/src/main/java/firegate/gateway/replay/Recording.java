package firegate.gateway.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One file that was read through once.
 *
 * @param firstMs earliest time of a row, as the file says it
 * @param lastMs latest time of a row
 * @param devices that have values in it
 * @param tally of the whole file
 */
public record Recording(
        Path file, Mapping mapping, Binding binding, long firstMs, long lastMs, Set<String> devices, Tally tally) {

    /** Reads a file through; says everything that is wrong with it. */
    static Optional<Recording> scan(Path file, Mapping mapping, Consumer<String> problem) {
        Consumer<String> here = text -> problem.accept(file + ": " + text);
        try {
            List<String> header = RowReader.header(file, mapping.separator());
            if (header.isEmpty()) {
                here.accept("is empty; allowed: a header and rows");
                return Optional.empty();
            }
            boolean[] sound = {true};
            Binding binding = Binding.of(mapping, file, header, text -> {
                sound[0] = false;
                here.accept(text);
            });
            return sound[0] ? scan(file, mapping, binding, here) : Optional.empty();
        } catch (UncheckedIOException e) {
            here.accept(e.getCause().getMessage());
        } catch (IOException e) {
            here.accept(e instanceof java.nio.file.FileSystemException ? "cannot be read" : e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<Recording> scan(Path file, Mapping mapping, Binding binding, Consumer<String> problem)
            throws IOException {
        Tally tally = new Tally();
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        Set<String> devices = new TreeSet<>();
        try (RowReader rows = new RowReader(file, mapping, binding, tally)) {
            for (Row row = rows.next(); row != null; row = rows.next()) {
                first = Math.min(first, row.timeMs());
                last = Math.max(last, row.timeMs());
                row.messages().forEach(message -> devices.add(message.device()));
            }
        }
        if (tally.messages() == 0) {
            problem.accept("has no row with a time and a value" + why(tally));
            return Optional.empty();
        }
        return Optional.of(new Recording(file, mapping, binding, first, last, devices, tally));
    }

    private static String why(Tally tally) {
        return tally.skipped().isEmpty() ? "" : "; passed over: " + Report.skipped(tally);
    }

    /** Reads it again, from the first row. */
    RowReader open(Tally into) throws IOException {
        return new RowReader(file, mapping, binding, into);
    }
}
