package dev.bringup.planted.model;

import dev.bringup.planted.plan.KnowsThePort;

/// A cycle: the plan knows the model.
public record KnowsThePlan(KnowsThePort plan) {}
