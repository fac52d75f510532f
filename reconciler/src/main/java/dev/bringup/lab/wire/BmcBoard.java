package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Power;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Chassis;
import java.util.Optional;

/// The wires between a BMC and its machine: buttons, and the boot order.
record BmcBoard(Bay bay) implements BmcSide.Board {

    @Override
    public boolean isOn() {
        return bay.machine().power() == Power.ON;
    }

    @Override
    public int control(Chassis.Control control) {
        boolean needsPower =
                switch (control) {
                    case CYCLE, RESET -> true;
                    case UP, DOWN, SOFT_OFF -> false;
                };
        if (needsPower && !isOn()) {
            return Chassis.NOT_IN_THIS_STATE;
        }
        bay.hit(
                switch (control) {
                    case UP -> Stimulus.Button.ON;
                    case DOWN -> Stimulus.Button.OFF;
                    case CYCLE, RESET -> Stimulus.Button.RESET;
                    // Only a running system hears it.
                    case SOFT_OFF -> new Stimulus.Command(new Stimulus.Order.PowerOff());
                });
        return Chassis.OK;
    }

    @Override
    public void nextBoot(Chassis.Device device) {
        switch (device) {
            case PXE -> bay.hit(new Stimulus.NextBoot(Stimulus.Boot.NETWORK));
            case DISK -> bay.hit(new Stimulus.NextBoot(Stimulus.Boot.DISK));
            case AS_IT_IS -> {}
        }
    }

    @Override
    public Chassis.Device nextBoot() {
        Machine machine = bay.machine();
        Optional<Stimulus.Boot> once = machine.once();
        if (once.isEmpty()) {
            return Chassis.Device.AS_IT_IS;
        }
        return switch (once.get()) {
            case NETWORK -> Chassis.Device.PXE;
            case DISK -> Chassis.Device.DISK;
        };
    }
}
