package firegate.gateway.fleet;

import java.util.Optional;

/** As whom a connection presents itself. */
public record DeviceLogin(String clientId, Optional<String> username, Optional<String> password) {

    /** Without credentials. */
    public static DeviceLogin anonymous(String clientId) {
        return new DeviceLogin(clientId, Optional.empty(), Optional.empty());
    }

    /** A device with its token: user name and client id are the device. */
    public static DeviceLogin device(String device, String token) {
        return new DeviceLogin(device, Optional.of(device), Optional.of(token));
    }
}
