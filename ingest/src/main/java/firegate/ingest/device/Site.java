package firegate.ingest.device;

import java.util.List;
import java.util.Map;

/**
 * A place with devices.
 *
 * @param village 村 / 社区
 * @param grid 网格
 * @param domain kind of premises, as the campaign classifies them
 * @param noCharging charging is forbidden here
 * @param testModeUntilMs epoch milliseconds, or null
 * @param externalIds its ids on other platforms
 */
public record Site(
        String id,
        String name,
        String address,
        String village,
        String grid,
        String domain,
        Double lat,
        Double lon,
        boolean noCharging,
        Long testModeUntilMs,
        List<Contact> contacts,
        Map<String, String> externalIds,
        String notes) {

    /** Whom to call. */
    public record Contact(String name, String phone, String role) {}
}
