package firegate.gateway.config;

import firegate.gateway.config.Form.Parsed;
import firegate.gateway.config.Given.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The forms that name files.
 *
 * @param base directory that relative paths start from
 */
record FileForms(Path base) {
    private static final long MOST_SECRET_BYTES = 64 * 1024;

    Form<Path> path() {
        return Form.text("a path", this::resolve);
    }

    /** A file that is there and can be read. */
    Form<Path> readable(String what) {
        return new Form<>(Shape.TEXT, "the path of " + what + " that can be read", false, text -> {
            Optional<Path> path = resolve(text);
            return path.isPresent() && !(Files.isRegularFile(path.get()) && Files.isReadable(path.get()))
                    ? Parsed.because("cannot be read")
                    : Parsed.of(path);
        });
    }

    /** A secret in place, or {@code file:PATH}, whose one final line break does not count. */
    Form<Secret> secret(int mostBytes) {
        String allowed = "a text of 1 to " + mostBytes
                + " bytes (in quotes when it looks like a number), or file:PATH of a readable file with it";
        return new Form<>(Shape.TEXT, allowed, true, text -> {
            Parsed<String> content = text.startsWith("file:") ? content(text.substring(5)) : Parsed.of(text);
            return content.value().isPresent()
                    ? Parsed.of(content.value()
                            .filter(secret ->
                                    !secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length <= mostBytes)
                            .map(Secret::new))
                    : Parsed.because(content.reason());
        });
    }

    private Parsed<String> content(String file) {
        Optional<Path> path = resolve(file);
        if (path.isEmpty()) {
            return Parsed.because("names no file");
        }
        try {
            if (Files.size(path.get()) > MOST_SECRET_BYTES) {
                return Parsed.because("cannot be read: " + path.get() + " is too large for a secret");
            }
            return Parsed.of(Files.readString(path.get()).replaceFirst("\\r?\\n\\z", ""));
        } catch (CharacterCodingException e) {
            return Parsed.because("cannot be read: " + path.get() + " is not UTF-8");
        } catch (IOException e) {
            return Parsed.because("cannot be read: no readable file " + path.get());
        }
    }

    Optional<Path> resolve(String text) {
        try {
            return text.isBlank()
                    ? Optional.empty()
                    : Optional.of(base.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
