package firegate.gateway.mqtt;

/** Whether what lies behind the edge can take more at the moment. Thread-safe. */
public interface Pressure {

    /** Never congested. */
    Pressure NONE = new Pressure() {
        @Override
        public boolean congested() {
            return false;
        }

        @Override
        public void onRelief(Runnable listener) {
            // relief follows congestion, which never comes
        }
    };

    /** While this is so the listener reads nothing from devices that are connected. */
    boolean congested();

    /** Has {@code listener} called, on any thread, whenever a congestion has ended. */
    void onRelief(Runnable listener);
}
