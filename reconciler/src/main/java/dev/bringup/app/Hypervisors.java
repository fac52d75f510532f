package dev.bringup.app;

import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.power.LibvirtPower.Remote;
import dev.bringup.power.LibvirtPower.Reply;
import dev.bringup.ssh.Credential;
import dev.bringup.ssh.Ran;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// Commands on the hosts of virtual machines, over SSH with the key that their rung names.
record Hypervisors(Ssh ssh, Function<SecretRef, Optional<String>> secrets) implements Remote {

    @Override
    public Reply run(Rung.Libvirt host, String command, Duration deadline) {
        Optional<String> key = secrets.apply(host.key());
        if (key.isEmpty()) {
            return new Reply.Refused("the SSH key for " + host.address() + " is missing");
        }
        try {
            Target target =
                    new Target(
                            host.address(),
                            host.port(),
                            host.user(),
                            host.hostKey(),
                            Credential.pair(key.get()));
            return reply(ssh.exec(target, command, deadline), host);
        } catch (IOException e) {
            return new Reply.Refused(
                    "the SSH key for %s cannot be read; it must have no passphrase"
                            .formatted(host.address()));
        }
    }

    private static Reply reply(Ran ran, Rung.Libvirt host) {
        return switch (ran) {
            case Ran.Exited(int status, String output, String errors) ->
                    new Reply.Exited(status, output, errors);
            case Ran.WrongKey(String because) -> new Reply.Refused(because);
            case Ran.Denied(String because) -> new Reply.Refused(because);
            case Ran.Unreachable(String because) -> new Reply.Silent(because);
            case Ran.TimedOut _, Ran.Lost _ -> new Reply.Silent(host.address() + ": " + ran.text());
        };
    }
}
