/**
 * The device edge over MQTT 3.1.1 and 5.0: Netty's codec in a Vert.x {@code NetServer}, with firegate's own sessions.
 *
 * <p>A packet's way: {@link firegate.gateway.mqtt.PacketFramer} cuts the bytes, Netty's decoder gives them a shape, {@link
 * firegate.gateway.mqtt.Connection} holds the protocol's state, {@link firegate.gateway.mqtt.Publishing} keeps what waits
 * for its answer, and {@link firegate.gateway.mqtt.LoopTurn} hands over what one turn of the event loop brought.
 */
package firegate.gateway.mqtt;
