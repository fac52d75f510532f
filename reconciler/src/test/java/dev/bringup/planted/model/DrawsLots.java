package dev.bringup.planted.model;

public final class DrawsLots {

    private DrawsLots() {}

    static double draw() {
        return Math.random();
    }
}
