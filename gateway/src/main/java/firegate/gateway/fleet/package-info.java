/** Devices that this program plays: thousands of MQTT 3.1.1 clients on a few event loops, against any broker or listener. */
package firegate.gateway.fleet;
