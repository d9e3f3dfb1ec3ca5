/** Plays a sample town as MQTT devices, with the faults that real ones have. */
package firegate.gateway.simulate;
