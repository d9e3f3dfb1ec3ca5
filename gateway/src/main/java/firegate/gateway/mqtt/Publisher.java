package firegate.gateway.mqtt;

import firegate.ingest.device.DeviceAccess;

/**
 * Who publishes on a connection.
 *
 * @param device the device that {@code me} stands for; null for a client that named neither a device nor itself
 * @param proven whether it showed the device's token
 */
record Publisher(String device, boolean proven) {

    /** Whether it may speak for {@code target}. */
    boolean maySpeakFor(String target, DeviceAccess access) {
        return access.open() || target.equals(device) || (device != null && access.mayPublish(device, target));
    }

    /** The gateway to record for {@code target}: this device when it proved itself and speaks for another one. */
    String via(String target) {
        return proven && !target.equals(device) ? device : null;
    }
}
