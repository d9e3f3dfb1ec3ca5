package firegate.ingest.device;

import java.util.Optional;

/** What intake has to know of a device at the moment its message comes. Answers from memory; thread-safe. */
public interface DeviceDirectory {

    /** A registered device; empty when there is none of that id. */
    Optional<Known> lookup(String device);

    /** Whether messages of devices that are not registered are taken although nobody vouches for them. */
    boolean admitsUnknown();

    /**
     * Notes that an unregistered device has sent telemetry, so that it is shown to staff to be claimed. Called for each of
     * its messages that are taken, and for those of a device whose kind is not known.
     *
     * @param guess its kind as its metrics suggest
     * @return the kind it is taken for: the guess, or what an earlier one left
     */
    Kind admit(String device, Kind guess);

    /**
     * @param site site it belongs to, or null
     * @param claimed false while its kind is only a guess
     */
    record Known(Kind kind, String site, boolean claimed) {

        /** Whether its metrics may still tell its kind. */
        public boolean guessable() {
            return !claimed && kind == Kind.UNKNOWN;
        }
    }
}
