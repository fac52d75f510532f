package dev.bringup.planted.lab.sim;

import dev.bringup.planted.kube.AsksForTheTime;

public record KnowsAnAdapter(AsksForTheTime adapter) {}
