/**
 * A sample town whose devices behave plausibly: a pure function from (seed, device, time) to readings. Nothing here knows a
 * clock, does I/O or remembers anything, so the same question has the same answer on every machine.
 */
package firegate.gateway.town;
