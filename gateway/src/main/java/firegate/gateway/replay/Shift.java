package firegate.gateway.replay;

import java.util.OptionalLong;

/** What is added to the times of a file. Pure. */
public sealed interface Shift {

    /** Times stay as they are; relative ones count from the start that the mapping gives. */
    record Keep() implements Shift {}

    /** The reference is played at this instant, epoch milliseconds. */
    record To(Reference reference, long instantMs) implements Shift {}

    /** Which time of the recordings the shift is about. */
    sealed interface Reference {
        record First() implements Reference {}

        record Last() implements Reference {}

        /** A time as the files write it, in their milliseconds. */
        record At(long timeMs) implements Reference {}
    }

    /**
     * Milliseconds to add.
     *
     * @param firstMs of what is shifted together
     * @param start of relative times, if anybody said it
     */
    default long byMs(long firstMs, long lastMs, OptionalLong start) {
        if (this instanceof To to) {
            return to.instantMs() - referenceMs(to.reference(), firstMs, lastMs);
        }
        return start.orElse(0);
    }

    private static long referenceMs(Reference reference, long firstMs, long lastMs) {
        if (reference instanceof Reference.At at) {
            return at.timeMs();
        }
        return reference instanceof Reference.Last ? lastMs : firstMs;
    }
}
