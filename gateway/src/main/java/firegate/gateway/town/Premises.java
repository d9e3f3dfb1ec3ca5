package firegate.gateway.town;

import firegate.gateway.town.TownDevice.Room;
import firegate.ingest.device.Kind;
import java.util.List;

/**
 * Kinds of sites with their devices.
 *
 * @param names what such sites are called, behind the village's name
 * @param domain kind of premises
 */
record Premises(List<String> names, String domain, boolean noCharging, List<Part> parts) {

    /**
     * Devices of one kind in such a site.
     *
     * @param places where they are, in turn
     */
    record Part(Kind kind, int count, Room room, boolean mains, List<String> places) {}

    /** Every village has one of each, so 37 devices or a few more. */
    static List<Premises> ofVillage(int village) {
        return List.of(
                new Premises(
                        List.of("市政消火栓"),
                        "市政消防设施",
                        false,
                        List.of(new Part(
                                Kind.HYDRANT,
                                7,
                                Room.STREET,
                                false,
                                List.of("村口", "主街东段", "主街西段", "菜场路口", "文化礼堂前", "溪边桥头", "卫生室旁")))),
                new Premises(
                        List.of("电动自行车充电棚"),
                        "充电场所",
                        false,
                        List.of(
                                new Part(Kind.EV_CHARGING, 11, Room.SHED, true, List.of("A 排", "B 排")),
                                new Part(Kind.SMOKE, 2, Room.SHED, true, List.of("棚顶东侧", "棚顶西侧")))),
                new Premises(
                        List.of("小吃店", "面馆", "饭店", "农家乐"),
                        "九小场所",
                        false,
                        List.of(
                                new Part(Kind.SMOKE, 1, Room.KITCHEN, true, List.of("厨房")),
                                new Part(Kind.SMOKE, 2, Room.LIVING, false, List.of("大堂", "包间")))),
                new Premises(
                        List.of("出租房 1 幢", "居民楼 3 幢", "出租房 2 幢", "居民楼 5 幢"),
                        "居住场所",
                        true,
                        List.of(new Part(
                                Kind.SMOKE,
                                6,
                                Room.LIVING,
                                false,
                                List.of("1 层楼道", "2 层楼道", "3 层楼道", "4 层楼道", "门厅", "配电间")))),
                new Premises(
                        List.of("养老服务中心", "小学", "工艺品厂", "民宿", "集贸市场", "幼儿园", "仓库", "文化礼堂"),
                        village % 3 == 2 ? "生产经营场所" : "人员密集场所",
                        true,
                        List.of(new Part(
                                Kind.SMOKE,
                                village % 8 < 4 ? 9 : 8,
                                Room.LIVING,
                                true,
                                List.of("一层走廊", "二层走廊", "三层走廊", "值班室", "活动室", "储藏间", "东楼梯间", "西楼梯间", "会议室")))));
    }
}
