package firegate.gateway;

import firegate.gateway.mqtt.Pressure;
import firegate.ingest.intake.Intake;

/** The intake's congestion as the edges see it. */
record IntakePressure(Intake intake) implements Pressure {

    @Override
    public boolean congested() {
        return intake.congested();
    }

    @Override
    public void onRelief(Runnable listener) {
        intake.onRelief(listener);
    }
}
