package firegate.gateway.mqtt;

/**
 * Whose session it is. With tokens the device belongs to it, so that no device can take over the session of another by using
 * its client id.
 *
 * @param device null when any client may publish
 */
record SessionKey(String device, String clientId) {}
