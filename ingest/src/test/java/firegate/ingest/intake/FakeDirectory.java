package firegate.ingest.intake;

import firegate.ingest.device.DeviceDirectory;
import firegate.ingest.device.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Devices in a map. */
final class FakeDirectory implements DeviceDirectory {

    final Map<String, Known> known = new ConcurrentHashMap<>();
    final Map<String, Kind> admitted = new ConcurrentHashMap<>();
    boolean open = true;
    String broken = "";

    @Override
    public Optional<Known> lookup(String device) {
        if (device.equals(broken) && !device.isEmpty()) {
            throw new IllegalStateException("injected");
        }
        return Optional.ofNullable(known.get(device));
    }

    @Override
    public boolean admitsUnknown() {
        return open;
    }

    @Override
    public Kind admit(String device, Kind guess) {
        return admitted.computeIfAbsent(device, id -> guess);
    }
}
