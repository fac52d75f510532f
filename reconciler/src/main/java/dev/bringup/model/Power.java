package dev.bringup.model;

public enum Power {
    ON,
    OFF
}
