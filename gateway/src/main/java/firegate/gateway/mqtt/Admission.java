package firegate.gateway.mqtt;

import firegate.ingest.device.DeviceAccess;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What a CONNECT leads to. Judging one changes nothing. */
sealed interface Admission {

    /**
     * @param session under which its session is kept
     * @param clientId the client's own, or the assigned one
     * @param assigned whether the client left it to the listener
     * @param clean whether an older session is to be forgotten
     * @param sessionExpiry how long the session outlives the connection
     * @param expiryCapped whether that is shorter than the client asked for
     * @param willIsTelemetry whether the will would go to one of the device's own topics
     */
    record Admitted(
            SessionKey session,
            String clientId,
            boolean assigned,
            Publisher publisher,
            boolean clean,
            Duration sessionExpiry,
            boolean expiryCapped,
            boolean willIsTelemetry)
            implements Admission {}

    /** @param name who it claimed to be, for the log */
    record Refused(ConnectRefusal reason, String name) implements Admission {}

    int LONGEST_CLIENT_ID = 256;
    long NEVER_EXPIRES = 0xFFFF_FFFFL;

    /** @throws ProtocolViolation when the packet contradicts itself */
    static Admission judge(MqttConnectMessage packet, DeviceAccess access, Bounds bounds) throws ProtocolViolation {
        MqttConnectVariableHeader header = packet.variableHeader();
        MqttConnectPayload payload = packet.payload();
        checkFlags(header, payload);
        boolean mqtt5 = header.version() == 5;
        String clientId = payload.clientIdentifier();
        String user = blankToNull(payload.userName());
        String name = user == null ? clientId : user;
        if (clientId.length() > LONGEST_CLIENT_ID || (clientId.isEmpty() && !mqtt5 && !header.isCleanSession())) {
            return new Refused(ConnectRefusal.CLIENT_ID, name);
        }
        if (header.properties().getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
            return new Refused(ConnectRefusal.AUTHENTICATION_METHOD, name);
        }
        byte[] secret = payload.passwordInBytes();
        String password = secret == null ? null : new String(secret, StandardCharsets.UTF_8);
        Optional<String> device = user == null ? Optional.empty() : access.authenticate(user, password);
        if (device.isEmpty() && !access.open()) {
            return new Refused(user == null ? ConnectRefusal.NO_CREDENTIALS : ConnectRefusal.BAD_CREDENTIALS, name);
        }
        boolean assigned = clientId.isEmpty();
        Publisher publisher = device.map(proven -> new Publisher(proven, true))
                .orElseGet(() -> new Publisher(user != null || assigned ? user : clientId, false));
        long wanted = wantedExpirySeconds(header);
        long most = bounds.sessionExpiry().toSeconds();
        String client = assigned ? "firegate-" + UUID.randomUUID() : clientId;
        return new Admitted(
                new SessionKey(access.open() ? null : publisher.device(), client),
                client,
                assigned,
                publisher,
                header.isCleanSession(),
                Duration.ofSeconds(Math.min(wanted, most)),
                mqtt5 && wanted > most,
                header.isWillFlag() && Uplink.of(payload.willTopic()).isPresent());
    }

    /** What the codec leaves to the server: MQTT-3.1.2-11 to -22 and well-formed strings. */
    private static void checkFlags(MqttConnectVariableHeader header, MqttConnectPayload payload)
            throws ProtocolViolation {
        if (header.isWillFlag() ? header.willQos() > 2 : header.willQos() != 0 || header.isWillRetain()) {
            throw ProtocolViolation.malformed("will flags");
        }
        if (header.version() < 5 && header.hasPassword() && !header.hasUserName()) {
            throw ProtocolViolation.malformed("password without user name");
        }
        if (Properties5.integer(header.properties(), MqttProperties.RECEIVE_MAXIMUM, 1) == 0
                || Properties5.integer(header.properties(), MqttProperties.MAXIMUM_PACKET_SIZE, 1) == 0) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "receive maximum or maximum packet size of 0");
        }
        if (!wellFormed(payload.clientIdentifier())
                || !wellFormed(payload.userName())
                || !wellFormed(payload.willTopic())
                || (header.isWillFlag()
                        && (payload.willTopic() == null || payload.willTopic().isEmpty()))) {
            throw ProtocolViolation.malformed("string");
        }
    }

    private static boolean wellFormed(String text) {
        return text == null || Text.wellFormed(text);
    }

    private static String blankToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** MQTT 3.1.1 knows only "with the connection" and "for ever". */
    private static long wantedExpirySeconds(MqttConnectVariableHeader header) {
        if (header.version() < 5) {
            return header.isCleanSession() ? 0 : NEVER_EXPIRES;
        }
        return Properties5.integer(header.properties(), MqttProperties.SESSION_EXPIRY_INTERVAL, 0) & NEVER_EXPIRES;
    }

    /** The session expiry that a DISCONNECT asks for, or else the one {@code before}. */
    static Duration newExpiry(MqttProperties properties, Duration before, Bounds bounds) throws ProtocolViolation {
        if (!Properties5.has(properties, MqttProperties.SESSION_EXPIRY_INTERVAL)) {
            return before;
        }
        long wanted = Properties5.integer(properties, MqttProperties.SESSION_EXPIRY_INTERVAL, 0) & NEVER_EXPIRES;
        if (wanted != 0 && before.isZero()) {
            throw ProtocolViolation.of(Disconnects.PROTOCOL_ERROR, "session expiry after a session without one");
        }
        return Duration.ofSeconds(Math.min(wanted, bounds.sessionExpiry().toSeconds()));
    }
}
