package firegate.gateway.town;

import firegate.gateway.town.TownDevice.Room;
import firegate.ingest.device.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What may happen in the town. Each ends by itself. */
public enum IncidentKind {
    KITCHEN_SMOKE("kitchen-smoke", 12, "厨房冒烟", "smoke in a kitchen"),
    STOLEN_WATER("stolen-water", 10, "盗用消火栓", "water stolen from a hydrant"),
    CHARGING_FIRE("charging-fire", 20, "充电棚起火", "fire in a charging shed"),
    DUST("dust", 8, "扬尘干扰", "dust in a detector"),
    BURST_MAIN("burst-main", 20, "供水管爆裂", "burst water main"),
    SELF_TEST("self-test", 3, "烟感测试", "test of a detector"),
    DEAD_BATTERY("dead-battery", 40, "电池耗尽", "dead battery"),
    AREA_OUTAGE("area-outage", 20, "区域断网", "network outage of a village");

    private final String id;
    private final Duration length;
    private final String zh;
    private final String en;

    IncidentKind(String id, long minutes, String zh, String en) {
        this.id = id;
        this.length = Duration.ofMinutes(minutes);
        this.zh = zh;
        this.en = en;
    }

    public String id() {
        return id;
    }

    public String zh() {
        return zh;
    }

    public String en() {
        return en;
    }

    Duration length() {
        return length;
    }

    public static Optional<IncidentKind> of(String id) {
        return Arrays.stream(values()).filter(kind -> kind.id.equals(id)).findFirst();
    }

    /** Whether it may begin at this device. */
    boolean beginsAt(TownDevice device) {
        return switch (this) {
            case KITCHEN_SMOKE -> device.room() == Room.KITCHEN;
            case CHARGING_FIRE -> device.device().kind() == Kind.EV_CHARGING;
            case BURST_MAIN, STOLEN_WATER, DEAD_BATTERY -> device.device().kind() == Kind.HYDRANT;
            case DUST, SELF_TEST -> device.device().kind() == Kind.SMOKE && device.room() == Room.LIVING;
            case AREA_OUTAGE -> true;
        };
    }
}
