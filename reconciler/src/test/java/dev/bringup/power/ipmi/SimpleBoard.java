package dev.bringup.power.ipmi;

import java.util.ArrayList;
import java.util.List;

/// A machine that only knows whether it is on, and remembers what it was told.
public final class SimpleBoard implements BmcSide.Board {

    private final List<String> told = new ArrayList<>();
    private boolean on;
    private Chassis.Device device = Chassis.Device.AS_IT_IS;

    @Override
    public synchronized boolean isOn() {
        return on;
    }

    @Override
    public synchronized int control(Chassis.Control control) {
        told.add(control.name());
        switch (control) {
            case UP -> on = true;
            case DOWN, SOFT_OFF -> on = false;
            case CYCLE, RESET -> {
                return on ? Chassis.OK : Chassis.NOT_IN_THIS_STATE;
            }
        }
        return Chassis.OK;
    }

    @Override
    public synchronized void nextBoot(Chassis.Device next) {
        told.add("boot " + next);
        device = next;
    }

    @Override
    public synchronized Chassis.Device nextBoot() {
        return device;
    }

    public synchronized List<String> told() {
        return List.copyOf(told);
    }
}
