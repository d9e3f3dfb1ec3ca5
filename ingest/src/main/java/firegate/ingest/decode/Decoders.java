package firegate.ingest.decode;

import java.util.Map;

/** The decoders by the name of their payload profile. */
public final class Decoders {

    /** Name of firegate's own body format. */
    public static final String NATIVE = "native";

    /** What devices send to their topic of attributes. */
    public static final String ATTRIBUTES = "attributes";

    /** Rejects what a device sent to a topic that devices do not have. */
    public static final String UNKNOWN_TOPIC = "unknown-topic";

    /** Rejects what a device sent in the name of another one. */
    public static final String NOT_AUTHORIZED = "not-authorized";

    private final Map<String, Decoder> byProfile;

    public Decoders(Map<String, Decoder> byProfile) {
        this.byProfile = Map.copyOf(byProfile);
    }

    /** The profiles that firegate brings along. */
    public static Decoders builtIn() {
        return new Decoders(Map.of(
                NATIVE,
                new NativeDecoder(),
                ATTRIBUTES,
                new AttributesDecoder(),
                UNKNOWN_TOPIC,
                refusing(UNKNOWN_TOPIC, "devices do not publish to this topic"),
                NOT_AUTHORIZED,
                refusing(NOT_AUTHORIZED, "the device may not publish for another one")));
    }

    private static Decoder refusing(String reason, String detail) {
        return body -> new Decoded.Rejected(reason, detail, FireScan.finds(body));
    }

    /**
     * Decodes a body; a decoder that fails rejects it.
     *
     * @throws IllegalArgumentException when there is no such profile, which configuration has ruled out
     */
    public Decoded decode(String profile, byte[] body) {
        Decoder decoder = byProfile.get(profile);
        if (decoder == null) {
            throw new IllegalArgumentException("no payload profile " + profile + "; there are " + byProfile.keySet());
        }
        try {
            return decoder.decode(body);
        } catch (RuntimeException e) {
            return new Decoded.Rejected(
                    Reason.DECODER_FAILED, "the decoder of profile " + profile + " failed: " + e, FireScan.finds(body));
        }
    }
}
