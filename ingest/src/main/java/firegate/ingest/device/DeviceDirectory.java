package firegate.ingest.device;

import java.util.Optional;

/** What the intake asks about devices. Answers from memory; thread-safe. */
public interface DeviceDirectory {

    /** Kind and site of a device that is registered, or was admitted. */
    Optional<Known> lookup(String device);

    /** Whether a device that is not registered may push telemetry. */
    boolean admitsUnknown();

    /**
     * Admits a device that is not registered, or sharpens the guess of one that is not claimed.
     *
     * @return the kind that counts from now on
     */
    Kind admit(String device, Kind guess);

    /**
     * @param site null when it has none
     * @param claimed false while its kind is only a guess
     */
    record Known(Kind kind, String site, boolean claimed) {}
}
