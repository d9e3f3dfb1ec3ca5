package firegate.gateway.mqtt;

import firegate.ingest.device.DeviceAccess;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Devices with their tokens. */
public final class FakeDevices implements DeviceAccess {

    private final boolean open;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Set<String> children = ConcurrentHashMap.newKeySet();

    public FakeDevices(boolean open) {
        this.open = open;
    }

    public FakeDevices device(String id, String token) {
        tokens.put(id, token);
        return this;
    }

    public FakeDevices child(String gateway, String child) {
        children.add(gateway + "/" + child);
        return this;
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public Optional<String> authenticate(String username, String password) {
        if (password == null) {
            return tokens.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(username))
                    .map(Map.Entry::getKey)
                    .findAny();
        }
        return Optional.of(username).filter(device -> password.equals(tokens.get(device)));
    }

    @Override
    public boolean mayPublish(String publisher, String device) {
        return open || publisher.equals(device) || children.contains(publisher + "/" + device);
    }
}
