package dev.bringup.planted.model;

import org.slf4j.Logger;

public record KnowsALibrary(Logger log) {}
