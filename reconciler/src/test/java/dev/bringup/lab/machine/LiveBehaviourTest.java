package dev.bringup.lab.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.lab.machine.Stimulus.Button;
import dev.bringup.lab.machine.Stimulus.Says;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The road of a machine that runs from memory.
class LiveBehaviourTest {

    private static final Stage.Live LIVE =
            new Stage.Live(List.of("vmlinuz", "initrd"), BehaviourTest.SEED);

    private static Machine running(long life, Stage stage, Optional<String> token) {
        return BehaviourTest.at(life, stage, new Disk.Foreign())
                .remembering(new Disk.Settled(BehaviourTest.SELF, token));
    }

    /// Somebody's data is on its disk, and stays there.
    static Stream<BehaviourTest.Case> fromMemory() {
        Disk foreign = new Disk.Foreign();
        return Stream.of(
                new BehaviourTest.Case(
                        "the script names a kernel that says where its payload is: load it",
                        BehaviourTest.at(1, new Stage.AskingScript("http://s"), foreign),
                        new Stimulus.Script(1, new Says.Start(LIVE)),
                        Step.of(
                                BehaviourTest.at(1, new Stage.LoadingKernel(LIVE), foreign),
                                new Emission.LoadKernel(LIVE))),
                new BehaviourTest.Case(
                        "loaded: start it",
                        BehaviourTest.at(1, new Stage.LoadingKernel(LIVE), foreign),
                        new Stimulus.Loaded(1),
                        Step.of(
                                BehaviourTest.at(1, new Stage.StartingKernel(LIVE), foreign),
                                new Emission.Print("starting from memory"),
                                new Emission.After(BehaviourTest.SPEED.system()))),
                new BehaviourTest.Case(
                        "started: read the payload",
                        BehaviourTest.at(1, new Stage.StartingKernel(LIVE), foreign),
                        new Stimulus.Woke(1),
                        Step.of(
                                BehaviourTest.at(
                                        1, new Stage.Configuring(BehaviourTest.SEED), foreign),
                                new Emission.Print("first boot: reading http://c/"),
                                new Emission.ReadSeed(BehaviourTest.SEED))),
                new BehaviourTest.Case(
                        "understood: become it, and leave the disk alone",
                        BehaviourTest.at(1, new Stage.Configuring(BehaviourTest.SEED), foreign),
                        new Stimulus.SeedRead(1, BehaviourTest.SELF),
                        Step.of(
                                running(1, new Stage.Joining(), Optional.empty()),
                                new Emission.Save(),
                                new Emission.StartShell(BehaviourTest.SELF),
                                new Emission.PhoneHome("http://up"),
                                new Emission.AskToJoin(
                                        (Disk.JoinCall) BehaviourTest.SELF.join(), "n1"))),
                new BehaviourTest.Case(
                        "joined: run, and remember the token as long as it runs",
                        running(1, new Stage.Joining(), Optional.empty()),
                        new Stimulus.Joined(1, "token"),
                        Step.of(
                                running(1, new Stage.Running(), Optional.of("token")),
                                new Emission.Save(),
                                new Emission.Print("kubelet: joined as n1"),
                                new Emission.StartKubelet("n1", "token"))),
                new BehaviourTest.Case(
                        "a reset: nothing is left",
                        running(1, new Stage.Running(), Optional.of("token")),
                        Button.RESET,
                        BehaviourTest.reset(BehaviourTest.at(2, new Stage.SelfTest(), foreign))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void fromMemory(BehaviourTest.Case c) {
        assertEquals(c.want(), Behaviour.on(c.machine(), c.stimulus()));
    }
}
