package firegate.dashboard.api;

import firegate.ingest.rule.Text;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One part of the gateway and whether it does its work.
 *
 * @param name for programs: {@code journal}, {@code records}, {@code alarms}, {@code history} …
 * @param required whether the promises cannot be kept without it
 * @param meaning what its failure means for the people at the screens; null: the problem itself is shown
 * @param problem why it does not do its work now, in a sentence; null when all is well. Cheap and thread-safe.
 */
public record Check(String name, boolean required, Text meaning, Supplier<String> problem) {

    private static final Map<String, Text> MEANINGS = Map.of(
            "journal",
                    new Text(
                            "日志无法写入：设备上报未被确认，将会重发；火警仍会显示",
                            "The journal cannot be written: devices are not acknowledged and send again; fires are still shown"),
            "records",
                    new Text(
                            "记录库无法写入：新火警仍会显示，但尚未保存，操作可能失败",
                            "The records cannot be written: new fires are still shown, but not stored, and commands may fail"),
            "alarms",
                    new Text(
                            "报警处理受阻：新火警仍会显示，其他报警会延迟",
                            "Alarm processing is held up: new fires are still shown, other alarms are late"),
            "history",
                    new Text(
                            "历史库不可用：读数在日志中等待，报警与实时画面不受影响",
                            "The history store is down: readings wait in the journal, alarms and screens go on"),
            "webhooks",
                    new Text(
                            "外部通知未送达：事件已保存并会重试，报警与画面不受影响",
                            "A receiver outside does not take events: they are kept and tried again, alarms and screens go on"));

    public Check(String name, boolean required, Supplier<String> problem) {
        this(name, required, MEANINGS.get(name), problem);
    }

    /** The problem now; a check that itself fails is one. */
    public Optional<String> now() {
        try {
            return Optional.ofNullable(problem.get());
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What a problem means for people, in both languages. */
    public Text words(String problemNow) {
        return meaning == null ? new Text(problemNow, problemNow) : meaning;
    }
}
