/** Plays recorded data as devices: a mapping file says what the columns of a CSV file are. */
package firegate.gateway.replay;
