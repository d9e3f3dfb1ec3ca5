package firegate.gateway.replay;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds and reads the files of a replay. */
public final class Recordings {

    private Recordings() {}

    /**
     * The files that are named: files, folders (their *.csv) and patterns such as {@code runs/S*.csv}, in the order of their
     * names, each once.
     */
    public static List<Path> find(List<String> named, Consumer<String> problem) {
        Set<Path> found = new LinkedHashSet<>();
        for (String name : named) {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                found.addAll(list(path, "*.csv", name, problem));
            } else if (Files.exists(path)) {
                found.add(path);
            } else if (path.getFileName() != null
                    && path.getFileName().toString().matches(".*[*?\\[{].*")) {
                Path folder = path.getParent() == null ? Path.of("") : path.getParent();
                found.addAll(list(folder, path.getFileName().toString(), name, problem));
            } else {
                problem.accept(name + ": there is no such file or folder");
            }
        }
        return List.copyOf(found);
    }

    private static List<Path> list(Path folder, String pattern, String name, Consumer<String> problem) {
        try (Stream<Path> files = Files.list(folder)) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                problem.accept(name + ": no file matches " + pattern);
            }
            return found;
        } catch (PatternSyntaxException e) {
            problem.accept(name + ": " + e.getDescription());
        } catch (IOException e) {
            problem.accept(name + ": cannot be read");
        }
        return List.of();
    }

    /** Reads all files through once. */
    public static List<Recording> scan(List<Path> files, Mapping mapping, Consumer<String> problem) {
        List<Recording> recordings = new ArrayList<>();
        for (Path file : files) {
            Recording.scan(file, mapping, problem).ifPresent(recordings::add);
        }
        return recordings;
    }
}
