/**
 * The links to brokers that devices publish to, with Eclipse Paho over MQTT 5. A message is acknowledged to the broker only
 * once it is durable here; until then the broker keeps it, and gives it again after any break.
 *
 * <p>{@link firegate.gateway.mqtt.broker.BrokerLink} has a life of connections, one after the other; each {@link
 * firegate.gateway.mqtt.broker.Connection} is one Paho client that is never used again; its {@link
 * firegate.gateway.mqtt.broker.Handover} passes on what arrives and acknowledges what is durable. {@link
 * firegate.gateway.mqtt.broker.SessionFile} is what has to be remembered for the next start.
 */
package firegate.gateway.mqtt.broker;
