package dev.bringup.planted.port;

public interface HasSixMethods {
    void one();

    void two();

    void three();

    void four();

    void five();

    void six();
}
