package dev.bringup.planted.lab.machine;

import dev.bringup.planted.port.HasSixMethods;

public record KnowsThePort(HasSixMethods port) {}
