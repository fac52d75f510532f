package dev.bringup.planted.engine;

import dev.bringup.planted.kube.AsksForTheTime;

public record KnowsAnAdapter(AsksForTheTime adapter) {}
