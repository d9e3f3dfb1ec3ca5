/** Load for benchmarks and proofs; it works against any MQTT broker. */
package firegate.gateway.bench;
