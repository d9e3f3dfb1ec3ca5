package firegate.ingest.device;

import java.util.Optional;

/** Who may push telemetry, and for whom. Answers from memory; thread-safe. */
public interface DeviceAccess {

    /** Whether any client may publish for any device ({@code mqtt.listener.auth: open}). */
    boolean open();

    /**
     * The device that the credentials belong to: user name = device id and password = token, or user name = token without a
     * password.
     *
     * @param username null when the client sent none
     * @param password null when the client sent none
     * @return empty when they are wrong
     */
    Optional<String> authenticate(String username, String password);

    /** Whether {@code publisher} may push telemetry of {@code device}: itself, or as a gateway its children. */
    boolean mayPublish(String publisher, String device);
}
