package firegate.gateway.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The rounds of both servers as a table. */
final class MqttReport {

    private final PrintStream out;
    private final Shape shape;
    private final List<LoadResult> theirs;
    private final List<Measured> ours;

    MqttReport(PrintStream out, Shape shape, List<LoadResult> theirs, List<Measured> ours) {
        this.out = out;
        this.shape = shape;
        this.theirs = theirs;
        this.ours = ours;
    }

    /** Messages a second that Mosquitto acknowledged. */
    double mosquitto() {
        return Spread.of(each(theirs, LoadResult::perSecond)).median();
    }

    void print() {
        List<LoadResult> loads = ours.stream().map(Measured::load).toList();
        List<Double> other = each(theirs, LoadResult::perSecond);
        List<Double> acknowledged = each(loads, LoadResult::perSecond);
        List<Double> sustained = each(ours, Measured::sustained);
        out.printf("%n%s, as fast as it is acknowledged%n", shape);
        rate("Mosquitto, acknowledged", other, latency(theirs));
        rate("firegate, acknowledged", acknowledged, latency(loads));
        rate("firegate, until nothing waits", sustained, "");
        ratio("acknowledged ÷ Mosquitto", acknowledged, other);
        ratio("until nothing waits ÷ Mosquitto", sustained, other);
        waiting(ours);
    }

    void print(Measured steady) {
        out.printf(Locale.ROOT, "%s, steadily %.2f × Mosquitto%n", shape, shape.steady());
        rate("firegate, acknowledged", List.of(steady.load().perSecond()), latency(List.of(steady.load())));
        waiting(List.of(steady));
    }

    void line(String what, String text) {
        out.printf("  %-34s %s%n", what, text);
    }

    private void waiting(List<Measured> rounds) {
        line("waiting at 25, 50, 75, 100 %", quarters(rounds, Backlog::unstored) + " messages for history");
        line("", quarters(rounds, Backlog::invisible) + " messages for queries to see them");
        line("", quarters(rounds, Backlog::unjudged) + " messages for the rules");
        Spread drain = Spread.of(each(rounds, round -> round.drain().toMillis() / 1e3));
        line(
                "nothing waits any more after",
                String.format(Locale.ROOT, "%.1f s (%.1f – %.1f)", drain.median(), drain.min(), drain.max()));
    }

    private static <T> List<Double> each(List<T> rounds, ToDoubleFunction<T> figure) {
        return rounds.stream().map(figure::applyAsDouble).toList();
    }

    private void rate(String what, List<Double> rates, String more) {
        Spread spread = Spread.of(rates);
        line(
                what,
                String.format(
                        Locale.ROOT,
                        "%,9.0f msg/s (%,.0f – %,.0f)%s",
                        spread.median(),
                        spread.min(),
                        spread.max(),
                        more));
    }

    private static String latency(List<LoadResult> rounds) {
        return String.format(
                Locale.ROOT,
                "  ack p50 %.0f ms, p99 %.0f ms, max %.0f ms",
                worst(rounds, LoadResult::p50Micros),
                worst(rounds, LoadResult::p99Micros),
                worst(rounds, LoadResult::maxMicros));
    }

    /** Of all rounds the worst, in milliseconds. */
    private static double worst(List<LoadResult> rounds, ToLongFunction<LoadResult> micros) {
        return rounds.stream().mapToLong(micros).max().orElse(0) / 1e3;
    }

    /** Round by round, because each pair had the machine in the same minute. */
    private void ratio(String what, List<Double> own, List<Double> other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            ratios.add(own.get(i) / other.get(i));
        }
        Spread spread = Spread.of(ratios);
        line(what, String.format(Locale.ROOT, "%9.2f (%.2f – %.2f)", spread.median(), spread.min(), spread.max()));
    }

    /** Of all rounds the most that waited after each quarter. */
    private static String quarters(List<Measured> rounds, ToLongFunction<Backlog> waiting) {
        List<String> most = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            int at = quarter;
            long worst = rounds.stream()
                    .mapToLong(round -> waiting.applyAsLong(round.quarters().get(at)))
                    .max()
                    .orElse(0);
            most.add(String.format(Locale.ROOT, "%,d", worst));
        }
        return String.join(" | ", most);
    }
}
