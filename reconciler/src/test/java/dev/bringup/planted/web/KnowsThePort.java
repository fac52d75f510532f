package dev.bringup.planted.web;

import dev.bringup.planted.port.HasSixMethods;

public record KnowsThePort(HasSixMethods port) {}
