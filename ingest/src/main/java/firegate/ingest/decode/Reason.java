package firegate.ingest.decode;

/** The stable words for why a message could not be used; part of the outside interface. */
public final class Reason {

    /** Nothing but white space. */
    public static final String EMPTY = "empty";

    /** More bytes than a body may have. */
    public static final String TOO_LARGE = "too-large";

    /** More values than a body may have. */
    public static final String TOO_MANY_POINTS = "too-many-points";

    /** Not UTF-8. */
    public static final String INVALID_UTF8 = "invalid-utf8";

    /** Not JSON: cut short, followed by something else, or written wrongly. */
    public static final String MALFORMED_JSON = "malformed-json";

    /** JSON, but none of the shapes of a body. */
    public static final String WRONG_SHAPE = "wrong-shape";

    /** An object or a list where a value stands. */
    public static final String NESTED_VALUE = "nested-value";

    /** The same name twice in one object. */
    public static final String DUPLICATE_KEY = "duplicate-key";

    /** A name that is no metric name, or too long for an attribute. */
    public static final String INVALID_NAME = "invalid-name";

    /** A value of another type than the metric has. */
    public static final String WRONG_TYPE = "wrong-type";

    /** NaN, an infinity, or a number that 64-bit floats cannot hold. */
    public static final String NOT_A_NUMBER = "not-a-number";

    /** A text with half a surrogate pair or a NUL character in it. */
    public static final String INVALID_TEXT = "invalid-text";

    /** A time that is neither epoch milliseconds nor ISO-8601 with offset. */
    public static final String INVALID_TIME = "invalid-time";

    /** A fault of the decoder, not of the body. */
    public static final String DECODER_FAILED = "decoder-failed";

    private Reason() {}
}
