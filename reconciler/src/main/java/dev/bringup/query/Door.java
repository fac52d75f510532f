package dev.bringup.query;

/// How to log in to a machine over SSH. `hostKey` is the one key that it must show, as OpenSSH
/// writes it.
public record Door(String machine, String address, int port, String user, String hostKey) {}
