package firegate.gateway.config;

import firegate.gateway.config.Form.Parsed;
import firegate.gateway.config.Given.Shape;
import java.nio.file.Path;
import java.util.Optional;

/** The address of the records: {@code jdbc:sqlite:FILE} with {@code ${data}} and relative paths, or PostgreSQL. */
final class RecordsUrl {
    static final String SQLITE = "jdbc:sqlite:";
    static final String POSTGRESQL = "jdbc:postgresql://";

    private RecordsUrl() {}

    static Form<String> form(FileForms files, Path data) {
        return new Form<>(
                Shape.TEXT,
                "jdbc:sqlite:FILE, where ${data} stands for the data directory, or jdbc:postgresql://HOST[:PORT]/DATABASE"
                        + " without user name and password",
                false,
                text -> Parsed.of(parse(text.replace("${data}", data.toString()), files)));
    }

    private static Optional<String> parse(String url, FileForms files) {
        if (url.startsWith(SQLITE)) {
            String file = url.substring(SQLITE.length());
            // Options after '?' could switch off what the promises rest on, and ':memory:' keeps nothing.
            boolean plain =
                    !file.startsWith(":") && !file.startsWith("file:") && !file.contains("?") && !file.contains("${");
            return plain ? files.resolve(file).map(path -> SQLITE + path) : Optional.empty();
        }
        return url.matches("jdbc:postgresql://[^/?#@${}\\s]+/[^/?#@${}\\s]+(\\?[^#@${}\\s]*)?")
                        && !url.matches("(?i).*[?&](user|password)=.*")
                ? Optional.of(url)
                : Optional.empty();
    }
}
