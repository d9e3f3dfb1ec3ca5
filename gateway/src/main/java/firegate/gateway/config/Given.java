package firegate.gateway.config;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A value as somebody wrote it, before it has a type. */
public record Given(Shape shape, String text, Origin origin) {
    private static final int SHOWN_CHARS = 80;

    public enum Shape {
        TEXT("a text"),
        NUMBER("a number"),
        TRUTH("a truth value"),
        NOTHING("no value"),
        LIST("a list"),
        MAPPING("a mapping"),
        /** From the environment or the command line, where everything is a text. */
        UNTYPED("a text");

        final String words;

        Shape(String words) {
            this.words = words;
        }
    }

    static Given untyped(String text, String name) {
        return new Given(Shape.UNTYPED, text, Origin.named(name));
    }

    static Given of(Node node) {
        Origin origin = originOf(node);
        if (node instanceof MappingNode) {
            return new Given(Shape.MAPPING, "", origin);
        }
        if (node instanceof SequenceNode) {
            return new Given(Shape.LIST, "", origin);
        }
        return new Given(shapeOf(node.getTag()), ((ScalarNode) node).getValue(), origin);
    }

    static Origin originOf(Node node) {
        return Origin.line(node.getStartMark().getLine() + 1);
    }

    private static Shape shapeOf(Tag tag) {
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Shape.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return Shape.TRUTH;
        }
        return tag.equals(Tag.NULL) ? Shape.NOTHING : Shape.TEXT;
    }

    boolean fits(Shape wanted) {
        return shape == wanted || shape == Shape.UNTYPED;
    }

    /** As it may be printed: credentials inside addresses are masked, long texts cut, control characters escaped. */
    String shown() {
        String masked = text.replaceAll("//[^/@\\s]*@", "//***@")
                .replaceAll("(?i)(password|user|token|secret)=[^&;]*", "$1=***")
                .replaceAll("\\p{Cntrl}", "?");
        String cut = masked.length() > SHOWN_CHARS ? masked.substring(0, SHOWN_CHARS) + "…" : masked;
        return switch (shape) {
            case TEXT, UNTYPED -> '"' + cut + '"';
            case NUMBER, TRUTH -> cut;
            case NOTHING, LIST, MAPPING -> "it";
        };
    }
}
