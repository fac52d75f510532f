package dev.bringup.planted.cli;

import dev.bringup.planted.kube.AsksForTheTime;

public record KnowsAnAdapter(AsksForTheTime adapter) {}
