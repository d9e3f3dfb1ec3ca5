package firegate.ingest.decode;

/** Turns the body of a message into samples. Pure and thread-safe; anything a device may send gives a {@link Decoded}. */
@FunctionalInterface
public interface Decoder {
    Decoded decode(byte[] body);
}
