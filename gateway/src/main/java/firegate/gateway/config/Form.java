package firegate.gateway.config;

import firegate.gateway.config.Given.Shape;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a value must look like.
 *
 * @param shape as it stands in the file
 * @param allowed in words, for the message
 * @param secret whether the value may be printed
 * @param parser from the text to the value
 */
public record Form<T>(Shape shape, String allowed, boolean secret, Function<String, Parsed<T>> parser) {

    /** @param reason why there is no value, after the value's name: "is not allowed" */
    public record Parsed<T>(Optional<T> value, String reason) {
        public static <T> Parsed<T> of(T value) {
            return new Parsed<>(Optional.of(value), "");
        }

        public static <T> Parsed<T> of(Optional<T> value) {
            return new Parsed<>(value, "is not allowed");
        }

        public static <T> Parsed<T> because(String reason) {
            return new Parsed<>(Optional.empty(), reason);
        }
    }

    public static <T> Form<T> text(String allowed, Function<String, Optional<T>> parser) {
        return new Form<>(Shape.TEXT, allowed, false, text -> Parsed.of(parser.apply(text)));
    }

    public static <T> Form<T> number(String allowed, Function<String, Optional<T>> parser) {
        return new Form<>(Shape.NUMBER, allowed, false, text -> Parsed.of(parser.apply(text)));
    }

    /** The value, or why {@code given} is none. */
    Parsed<T> read(Given given) {
        if (!given.fits(shape)) {
            return Parsed.because("is " + given.shape().words);
        }
        return parser.apply(given.text());
    }

    String shown(Given given) {
        return secret ? "***" : given.shown();
    }

    String complaint(Given given, String reason) {
        return shown(given) + " " + reason + "; allowed: " + allowed;
    }
}
