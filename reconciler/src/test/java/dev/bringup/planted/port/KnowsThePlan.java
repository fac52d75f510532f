package dev.bringup.planted.port;

import dev.bringup.planted.plan.KnowsThePort;

public record KnowsThePlan(KnowsThePort plan) {}
