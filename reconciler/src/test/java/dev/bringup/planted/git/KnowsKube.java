package dev.bringup.planted.git;

import dev.bringup.planted.kube.AsksForTheTime;

public record KnowsKube(AsksForTheTime adapter) {}
