package firegate.gateway.mqtt.broker;

import firegate.gateway.config.Config;
import firegate.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker: a Paho client of its own that is never used again, so that no acknowledgement of an earlier
 * connection can meet a packet id of a later one. Nothing here blocks, and nothing is done on Paho's threads but passing on
 * (docs/decisions/0006-broker-link.md says why).
 */
final class Connection {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);
    /** Paho's own log: what it says is said again, in words, by the link. The field keeps the setting alive. */
    private static final java.util.logging.Logger PAHO = java.util.logging.Logger.getLogger("org.eclipse.paho.mqttv5");

    static {
        PAHO.setLevel(java.util.logging.Level.OFF);
    }

    private static final int AT_LEAST_ONCE = 1;
    private static final int SEND_NO_RETAINED = 2;
    private static final int REFUSED = 0x80;
    private static final long SEND_DISCONNECT_MS = 1_000;

    private final BrokerLink link;
    private final InstantSource clock;
    private final Client client;
    private Handover handover;
    private volatile boolean over;

    Connection(BrokerLink link, Config.Broker broker, String clientId, InstantSource clock) throws MqttException {
        this.link = link;
        this.clock = clock;
        client = new Client(pahoUrl(broker.url()), clientId);
        client.setManualAcks(true);
        client.setCallback(new Callback());
    }

    /** Paho knows {@code tcp} and {@code ssl}. */
    private static String pahoUrl(String url) {
        return url.replaceFirst("^mqtt://", "tcp://").replaceFirst("^mqtts://", "ssl://");
    }

    /** Sends CONNECT; {@link BrokerLink#opened} or {@link BrokerLink#ended} follows, and arrivals go to {@code to}. */
    void open(Config.Broker broker, LinkBounds bounds, Handover to) throws MqttException {
        handover = to;
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(bounds.sessionExpiry().toSeconds());
        options.setReceiveMaximum(bounds.receiveMaximum());
        options.setMaximumPacketSize(bounds.packetBytes());
        options.setKeepAliveInterval((int) bounds.keepAlive().toSeconds());
        options.setConnectionTimeout((int) Math.max(1, bounds.connectTimeout().toSeconds() / 2));
        options.setAutomaticReconnect(false);
        broker.username().ifPresent(options::setUserName);
        broker.password()
                .map(Secret::value)
                .ifPresent(password -> options.setPassword(password.getBytes(StandardCharsets.UTF_8)));
        var unused = client.connect(options, null, new Answer(token -> link.opened(this, token.getSessionPresent())));
    }

    /** Subscribes, and gives up subscriptions of earlier runs; {@link BrokerLink#subscribed} follows. */
    void subscribe(List<String> filters, List<String> outdated) throws MqttException {
        MqttSubscription[] subscriptions =
                filters.stream().map(Connection::subscription).toArray(MqttSubscription[]::new);
        var unused = client.subscribe(
                subscriptions, null, new Answer(token -> granted(filters, token)), new MqttProperties());
        if (!outdated.isEmpty()) {
            var unusedToo = client.unsubscribe(
                    outdated.toArray(String[]::new),
                    null,
                    new Answer(token -> link.unsubscribed(this)),
                    new MqttProperties());
        }
    }

    private static MqttSubscription subscription(String filter) {
        MqttSubscription subscription = new MqttSubscription(filter, AT_LEAST_ONCE);
        // What a device said some day is no news: a retained fire must not raise an alarm today.
        subscription.setRetainHandling(SEND_NO_RETAINED);
        return subscription;
    }

    private void granted(List<String> filters, IMqttToken token) {
        int[] codes = token.getReasonCodes();
        for (int i = 0; i < filters.size() && codes != null && i < codes.length; i++) {
            if (codes[i] >= REFUSED) {
                String why = Trouble.ofReason(codes[i], "refused");
                link.ended(this, "the subscription to " + filters.get(i) + " failed: " + why);
                return;
            }
        }
        link.subscribed(this);
    }

    void acknowledge(Arrival arrival) {
        try {
            client.messageArrivedComplete(arrival.packetId(), arrival.qos());
        } catch (MqttException | RuntimeException lost) {
            log.atDebug().setCause(lost).log("An acknowledgement came too late; the broker gives the message again");
        }
    }

    Handover handover() {
        return handover;
    }

    /** Ends it at once, without a word to the broker, which keeps what is not acknowledged. */
    void abort() {
        over = true;
        handover.stop();
        cut();
    }

    private void cut() {
        try {
            client.disconnectForcibly(0, 1, false);
        } catch (MqttException | RuntimeException e) {
            log.atDebug().setCause(e).log("A connection was over already");
        }
    }

    /** Sends the acknowledgements that are due, then DISCONNECT, and ends. */
    void leave() {
        over = true;
        handover.stop();
        try {
            client.disconnect(0).waitForCompletion(SEND_DISCONNECT_MS);
        } catch (MqttException e) {
            cut();
        }
    }

    /** Passes the answer to a request on to the link's thread. */
    private final class Answer implements MqttActionListener {

        private final Consumer<IMqttToken> granted;

        Answer(Consumer<IMqttToken> granted) {
            this.granted = granted;
        }

        @Override
        public void onSuccess(IMqttToken token) {
            if (over) {
                // Given up while it was being opened; left alone it would hold our client id.
                cut();
            } else {
                link.run(() -> granted.accept(token));
            }
        }

        @Override
        public void onFailure(IMqttToken token, Throwable failure) {
            link.run(() -> link.ended(Connection.this, Trouble.of(failure)));
        }
    }

    private final class Callback implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            handover.arrived(new Arrival(
                    topic,
                    message.getId(),
                    message.getQos(),
                    client.flags().take(message.getId()),
                    clock.millis(),
                    message.getPayload()));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            MqttException cause = response.getException();
            String why = cause == null ? Trouble.ofReason(response.getReturnCode(), "disconnected") : Trouble.of(cause);
            link.run(() -> link.ended(Connection.this, why));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            log.atDebug().setCause(exception).log("Paho reports an error");
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // nothing is published
        }

        @Override
        public void connectComplete(boolean reconnect, String url) {
            // the answer to CONNECT said so
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no such authentication is offered
        }
    }
}
