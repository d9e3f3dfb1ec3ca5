package firegate.gateway.notify;

import java.time.Duration;

/**
 * How receivers are tried.
 *
 * @param firstPause after the first failure; it doubles with each further one
 * @param longestPause no pause is longer
 * @param answerWait how long a receiver may take for one event
 * @param lookEvery how often the outbox is looked at when nobody says that there is something in it
 */
public record Pace(Duration firstPause, Duration longestPause, Duration answerWait, Duration lookEvery) {

    public static final Pace DEFAULT =
            new Pace(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(1));
}
