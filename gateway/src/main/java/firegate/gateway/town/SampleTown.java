package firegate.gateway.town;

import firegate.ingest.device.Device;
import firegate.ingest.device.Kind;
import firegate.ingest.device.Site;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Builds an invented county town, village by village, until it has as many devices as were asked for. */
public final class SampleTown {

    /** The default: 40 sites in 8 villages. */
    public static final int DEVICES = 300;

    static final String MARK = "演示";
    private static final List<String> VILLAGES = List.of("竹溪村", "青石村", "东塘社区", "南浦村", "上岙村", "枫坪村", "西园社区", "桥下村");
    private static final double CENTRE_LAT = 29.1370;
    private static final double CENTRE_LON = 121.0280;
    private static final double KM_LAT = 1 / 111.2;
    private static final double KM_LON = 1 / 97.2;
    private static final double GOLDEN_ANGLE = 2.399963;
    private static final double RATED_POWER_W = 600;

    private final long seed;
    private final LocalDate today;
    private final String prefix;
    private final List<Site> sites = new ArrayList<>();
    private final List<TownDevice> devices = new ArrayList<>();
    private final Map<Kind, Integer> numbers = new EnumMap<>(Kind.class);

    private SampleTown(long seed, LocalDate today, String prefix) {
        this.seed = seed;
        this.today = today;
        this.prefix = prefix;
    }

    /**
     * A town.
     *
     * @param count devices
     * @param today the date as seen by manufacture and check dates
     * @param prefix of all ids
     */
    public static Town of(long seed, int count, LocalDate today, String prefix) {
        SampleTown town = new SampleTown(seed, today, prefix);
        for (int village = 0; town.devices.size() < count; village++) {
            town.addVillage(village);
        }
        List<TownDevice> devices = town.devices.subList(0, count);
        List<String> used =
                devices.stream().map(of -> of.device().site()).distinct().toList();
        return new Town(
                seed,
                town.sites.stream().filter(site -> used.contains(site.id())).toList(),
                devices);
    }

    private void addVillage(int village) {
        int round = village / VILLAGES.size();
        String name = VILLAGES.get(village % VILLAGES.size()) + (round == 0 ? "" : round + 1);
        double km = 0.9 * Math.sqrt(village + 0.4);
        double lat = CENTRE_LAT + km * Math.sin(village * GOLDEN_ANGLE) * KM_LAT;
        double lon = CENTRE_LON + km * Math.cos(village * GOLDEN_ANGLE) * KM_LON;
        Map<Kind, Deque<TownDevice>> byKind = new EnumMap<>(Kind.class);
        int number = 0;
        for (Premises premises : Premises.ofVillage(village)) {
            Site site = site(premises, village, name, number++, lat, lon);
            sites.add(site);
            for (Premises.Part part : premises.parts()) {
                for (int i = 0; i < part.count(); i++) {
                    TownDevice device = device(site, part, i, name);
                    byKind.computeIfAbsent(device.device().kind(), kind -> new ArrayDeque<>())
                            .add(device);
                }
            }
        }
        takeInTurn(byKind);
    }

    /** So that a small fleet has devices of every kind. */
    private void takeInTurn(Map<Kind, Deque<TownDevice>> byKind) {
        while (byKind.values().stream().anyMatch(left -> !left.isEmpty())) {
            byKind.values().stream().filter(left -> !left.isEmpty()).forEach(left -> devices.add(left.pollFirst()));
        }
    }

    private Site site(Premises premises, int village, String villageName, int number, double lat, double lon) {
        int total = sites.size() + 1;
        String name =
                villageName + premises.names().get(village % premises.names().size());
        return new Site(
                prefix + "s-" + total,
                name + "（" + MARK + "）",
                "青禾镇" + villageName + " " + (number * 17 + village * 3 + 1) + " 号",
                villageName,
                "青禾-" + two(village + 1) + (number % 2 == 0 ? "A" : "B"),
                premises.domain(),
                coordinate(lat, 0.35 * KM_LAT, mixed("site-lat", total)),
                coordinate(lon, 0.35 * KM_LON, mixed("site-lon", total)),
                premises.noCharging(),
                null,
                List.of(new Site.Contact(MARK + "联系人 " + total, "000-0000-" + four(total), "消防安全责任人")),
                Map.of("demo", MARK),
                "演示数据：地点、人员、电话均为虚构。Invented for demonstration.");
    }

    private TownDevice device(Site site, Premises.Part part, int index, String village) {
        int number = numbers.merge(part.kind(), 1, Integer::sum);
        String id = prefix + abbreviation(part.kind()) + "-" + four(number);
        long own = Noise.mix(seed, id);
        String place = part.places().get(index % part.places().size());
        if (part.kind() == Kind.EV_CHARGING) {
            place = place + " " + (index / part.places().size() + 1) + " 号";
        }
        LocalDate manufactured = today.minusDays((long) Noise.between(own, 1, 200, 1_500));
        Device device = new Device(
                id,
                part.kind(),
                site.id(),
                noun(part.kind()) + " " + number + "（" + MARK + "）",
                place,
                coordinate(site.lat(), spread(part.kind()) * KM_LAT, Noise.mix(own, 2)),
                coordinate(site.lon(), spread(part.kind()) * KM_LON, Noise.mix(own, 3)),
                MARK + "-" + abbreviation(part.kind()).toUpperCase(Locale.ROOT),
                "native",
                interval(part),
                part.mains() ? "mains" : "battery",
                true,
                false,
                null,
                null,
                manufactured.toString(),
                today.minusDays((long) Noise.between(own, 4, 5, 60)).toString(),
                part.kind() == Kind.EV_CHARGING ? RATED_POWER_W : null,
                part.kind() == Kind.EV_CHARGING ? "port" : null,
                Map.of("demo", MARK));
        long installed = today.minusDays((long) Noise.between(own, 5, 100, 500))
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
        return new TownDevice(device, village, part.room(), installed, own);
    }

    private static Duration interval(Premises.Part part) {
        return switch (part.kind()) {
            case EV_CHARGING -> Duration.ofMinutes(1);
            case HYDRANT -> Duration.ofMinutes(5);
            default -> part.mains() ? Duration.ofMinutes(5) : Duration.ofMinutes(30);
        };
    }

    private static String abbreviation(Kind kind) {
        return switch (kind) {
            case EV_CHARGING -> "ev";
            case HYDRANT -> "hy";
            default -> "sd";
        };
    }

    private static String noun(Kind kind) {
        return switch (kind) {
            case EV_CHARGING -> "充电口";
            case HYDRANT -> "消火栓";
            default -> "烟感";
        };
    }

    /** Kilometres around the site. */
    private static double spread(Kind kind) {
        return kind == Kind.HYDRANT ? 0.3 : 0.02;
    }

    private long mixed(String what, int number) {
        return Noise.mix(Noise.mix(seed, what), number);
    }

    private static double coordinate(double centre, double spread, long seed) {
        return Math.round((centre + Noise.between(seed, 0, -spread, spread)) * 1e6) / 1e6;
    }

    private static String two(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    private static String four(int number) {
        return String.format(Locale.ROOT, "%04d", number);
    }
}
