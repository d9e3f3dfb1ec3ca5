package firegate.gateway.replay;

import firegate.gateway.replay.Shift.Reference;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns what was asked about times into a {@link Shift}, and says what a gateway will make of the times. Pure. */
public final class Timing {

    /** As firegate judges device times unless it is configured otherwise: intake.maxFuture and intake.maxAge. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(60);

    private static final Duration MOST_BEHIND = Duration.ofDays(400);

    private Timing() {}

    /** Times that cannot be had as asked; the message says why and what is allowed. */
    public static final class WrongTiming extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongTiming(String message) {
            super(message);
        }
    }

    /**
     * The shift.
     *
     * @param keep times stay
     * @param start ISO-8601 with offset; empty: now
     * @param reference {@code first}, {@code last} or a time as the files write it; empty: the start of relative times for
     *     {@code start}, else the first row, or the last when it is played faster than real time, because times ahead of the
     *     clock are not believed
     */
    public static Shift shift(
            TimeColumn time,
            boolean keep,
            Optional<String> start,
            Optional<String> reference,
            double speed,
            Instant now) {
        if (keep) {
            if (time.relative() && time.start().isEmpty()) {
                throw new WrongTiming("--keep: the times of these files count from a start that nobody says; allowed: "
                        + "time.start in the mapping, --start or --shift now");
            }
            return new Shift.Keep();
        }
        Reference otherwise = start.isPresent() && time.relative()
                ? new Reference.At(0)
                : start.isEmpty() && speed > 1 ? new Reference.Last() : new Reference.First();
        return new Shift.To(
                reference.map(text -> reference(time, text)).orElse(otherwise),
                start.map(Timing::instant).orElse(now).toEpochMilli());
    }

    private static Reference reference(TimeColumn time, String text) {
        if (text.equals("first")) {
            return new Reference.First();
        }
        if (text.equals("last")) {
            return new Reference.Last();
        }
        OptionalLong at = time.read(text);
        if (at.isEmpty()) {
            throw new WrongTiming("--reference '" + text
                    + "': allowed are first, last, or a time as the files write it (unit "
                    + time.unit().name().toLowerCase(java.util.Locale.ROOT) + ")");
        }
        return new Reference.At(at.getAsLong());
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new WrongTiming(
                    "--start '" + text + "': allowed is ISO-8601 with offset, such as 2026-05-01T08:00:00+08:00");
        }
    }

    /** What firegate would not believe of the times that are going to be sent. */
    public static List<String> doubts(Map<Recording, Player.Placement> placements, double speed, Instant now) {
        long ahead = Long.MIN_VALUE;
        long behind = Long.MAX_VALUE;
        for (Map.Entry<Recording, Player.Placement> of : placements.entrySet()) {
            Recording recording = of.getKey();
            Player.Placement placement = of.getValue();
            for (long atMs : new long[] {recording.firstMs(), recording.lastMs()}) {
                long sent = now.toEpochMilli() + Math.round((atMs - placement.beginMs()) / speed);
                ahead = Math.max(ahead, atMs + placement.shiftMs() - sent);
                behind = Math.min(behind, atMs + placement.shiftMs() - sent);
            }
        }
        List<String> doubts = new java.util.ArrayList<>();
        if (ahead > MOST_AHEAD.toMillis()) {
            doubts.add(
                    "times lie up to " + Duration.ofMillis(ahead).toSeconds()
                            + " s ahead of the clock; firegate stores such readings at their receipt (intake.maxFuture, 60s by default)");
        }
        if (behind < -MOST_BEHIND.toMillis()) {
            doubts.add("times lie up to " + Duration.ofMillis(-behind).toDays()
                    + " days back; firegate stores such readings at their receipt (intake.maxAge, 400d by default)");
        }
        return doubts;
    }
}
