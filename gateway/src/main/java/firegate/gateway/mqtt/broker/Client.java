package firegate.gateway.mqtt.broker;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Paho's client, reading from its socket by the block instead of by the byte, and with the DUP flags that Paho leaves out. */
final class Client extends MqttAsyncClient {

    private static final int READ_BYTES = 64 * 1024;

    private final RedeliveryFlags flags = new RedeliveryFlags();

    /** Nothing is published, and what arrives is kept by the broker until it is acknowledged: there is nothing to persist. */
    Client(String url, String clientId) throws MqttException {
        super(url, clientId, new MemoryPersistence());
    }

    RedeliveryFlags flags() {
        return flags;
    }

    @Override
    protected NetworkModule[] createNetworkModules(String address, MqttConnectionOptions options) throws MqttException {
        NetworkModule[] modules = super.createNetworkModules(address, options);
        for (int i = 0; i < modules.length; i++) {
            modules[i] = new ReadAlong(modules[i]);
        }
        return modules;
    }

    private final class ReadAlong implements NetworkModule {

        private final NetworkModule module;

        ReadAlong(NetworkModule module) {
            this.module = module;
        }

        @Override
        public void start() throws IOException, MqttException {
            module.start();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(new BufferedInputStream(module.getInputStream(), READ_BYTES)) {
                private final byte[] one = new byte[1];

                @Override
                public int read() throws IOException {
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    flags.read(bytes, offset, Math.max(0, count));
                    return count;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return module.getOutputStream();
        }

        @Override
        public void stop() throws IOException {
            module.stop();
        }

        @Override
        public String getServerURI() {
            return module.getServerURI();
        }
    }
}
