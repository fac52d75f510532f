package dev.bringup.power.ipmi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Console and BMC in conversation, with no socket between them.
class SessionTest {

    private static final BmcSide.Login LOGIN = new BmcSide.Login("admin", "secret");

    private final SimpleBoard board = new SimpleBoard();
    private final BmcSide bmc = new BmcSide(LOGIN, board, new Random(1));

    private static ConsoleSide console(CipherSuite suite, BmcSide.Login login) {
        return new ConsoleSide(suite, login, new Random(2));
    }

    private ConsoleSide.Heard step(ConsoleSide console) {
        return console.on(bmc.on(console.due()).orElseThrow());
    }

    private ConsoleSide.Heard logIn(ConsoleSide console) {
        ConsoleSide.Heard heard = new ConsoleSide.Heard.Moved();
        while (!console.isUp() && heard instanceof ConsoleSide.Heard.Moved) {
            heard = step(console);
        }
        return console.isUp() ? step(console) : heard;
    }

    private Bytes run(ConsoleSide console, Chassis.Command command) {
        console.ask(command);
        return assertInstanceOf(ConsoleSide.Heard.Answer.class, step(console)).content();
    }

    @Test
    void aMachineIsSwitchedOnWithEitherSuite() {
        for (CipherSuite suite : CipherSuite.values()) {
            ConsoleSide console = console(suite, LOGIN);
            assertEquals(
                    new ConsoleSide.Heard.Answer(Bytes.of(0, 4)), logIn(console), suite.name());
            board.control(Chassis.Control.DOWN);
            assertEquals(Optional.of(false), Chassis.isOn(run(console, Chassis.status())));
            assertEquals(Bytes.of(0), run(console, Chassis.boot(Chassis.Device.PXE)));
            assertEquals(Chassis.Device.PXE, board.nextBoot());
            assertEquals(Bytes.of(0), run(console, Chassis.control(Chassis.Control.UP)));
            assertEquals(Optional.of(true), Chassis.isOn(run(console, Chassis.status())));
        }
    }

    @Test
    void aWrongPasswordOrUserIsSaidToBeOne() {
        for (CipherSuite suite : CipherSuite.values()) {
            assertEquals(
                    new ConsoleSide.Heard.Refused("wrong password for user admin"),
                    logIn(console(suite, new BmcSide.Login("admin", "wrong"))));
            assertEquals(
                    new ConsoleSide.Heard.Refused("it does not let user root in (status 0x0d)"),
                    logIn(console(suite, new BmcSide.Login("root", "secret"))));
        }
    }

    @Test
    void aConsoleThatDoesNotKnowThePasswordGetsNoSession() {
        ConsoleSide console = console(CipherSuite.SUITE_17, LOGIN);
        for (int i = 0; i < 3; i++) {
            step(console);
        }
        Rmcp.Setup third = assertInstanceOf(Rmcp.Setup.class, Rmcp.decode(console.due()));
        Handshake.Rakp3 good =
                assertInstanceOf(
                        Handshake.Rakp3.class,
                        Handshake.decode(third.type(), third.payload()).orElseThrow());
        Bytes forged =
                Rmcp.setup(
                        new Handshake.Rakp3(
                                3, 0, good.bmc(), Bytes.repeat(7, good.code().length())));
        assertEquals(
                new ConsoleSide.Heard.Refused("it refuses the session (status 0x0f)"),
                console.on(bmc.on(forged).orElseThrow()));
        assertEquals(
                new ConsoleSide.Heard.Refused("it refuses the session (status 0x02)"),
                step(console),
                "and the challenge is spent");
    }

    @Test
    void aRepeatedPacketIsAnsweredAgainButNotCarriedOutAgain() {
        ConsoleSide console = console(CipherSuite.SUITE_3, LOGIN);
        logIn(console);
        console.ask(Chassis.control(Chassis.Control.UP));
        Bytes packet = console.due();
        Optional<Bytes> answer = bmc.on(packet);
        assertEquals(answer, bmc.on(packet));
        assertEquals(List.of("UP"), board.told());
    }

    @Test
    void repeatedStepsOfTheSetUpDoNoHarm() {
        ConsoleSide console = console(CipherSuite.SUITE_17, LOGIN);
        while (!console.isUp()) {
            Bytes packet = console.due();
            Bytes first = bmc.on(packet).orElseThrow();
            bmc.on(packet);
            assertInstanceOf(ConsoleSide.Heard.Moved.class, console.on(first));
            assertInstanceOf(ConsoleSide.Heard.Other.class, console.on(first), "a late copy");
        }
        assertInstanceOf(ConsoleSide.Heard.Answer.class, step(console));
    }

    @Test
    void aPacketThatWasTamperedWithIsIgnored() {
        ConsoleSide console = console(CipherSuite.SUITE_3, LOGIN);
        logIn(console);
        console.ask(Chassis.control(Chassis.Control.UP));
        byte[] packet = console.due().array();
        for (int i = 4; i < packet.length; i++) {
            byte[] bad = packet.clone();
            bad[i] ^= 0x10;
            bmc.on(Bytes.copy(bad));
        }
        assertEquals(List.of(), board.told());
        assertTrue(bmc.on(Bytes.copy(packet)).isPresent());
        assertEquals(List.of("UP"), board.told());
    }

    @Test
    void theAnswerToAnotherCommandIsNotTaken() {
        ConsoleSide console = console(CipherSuite.SUITE_3, LOGIN);
        logIn(console);
        console.ask(Chassis.status());
        Bytes late = bmc.on(console.due()).orElseThrow();
        console.ask(Chassis.control(Chassis.Control.UP));
        assertEquals(
                new ConsoleSide.Heard.Other("the answer to another command"), console.on(late));
    }

    @Test
    void unknownCommandsAndStatesHaveTheirCompletionCodes() {
        ConsoleSide console = console(CipherSuite.SUITE_3, LOGIN);
        logIn(console);
        assertEquals(
                Bytes.of(0xd5), run(console, Chassis.control(Chassis.Control.CYCLE)), "it is off");
        assertEquals(
                Bytes.of(0xc1), run(console, new Chassis.Command(0x2c, 0, Bytes.of(0))), "PICMG");
    }

    @Test
    void aClosedSessionIsGone() {
        ConsoleSide console = console(CipherSuite.SUITE_3, LOGIN);
        logIn(console);
        console.askToClose();
        assertInstanceOf(ConsoleSide.Heard.Answer.class, step(console));
        console.ask(Chassis.status());
        assertEquals(Optional.empty(), bmc.on(console.due()));
    }

    @Test
    void noBytesWhateverMakeEitherSideThrow() {
        Random random = new Random(5);
        ConsoleSide console = console(CipherSuite.SUITE_17, LOGIN);
        for (int round = 0; round < 5; round++) {
            byte[] good = console.due().array();
            byte[] answer = bmc.on(Bytes.copy(good)).orElseThrow().array();
            for (int i = 0; i < 3000; i++) {
                bmc.on(damaged(good, random));
                console(CipherSuite.SUITE_3, LOGIN).on(damaged(answer, random));
            }
            console.on(Bytes.copy(answer));
            if (console.isUp()) {
                console.ask(Chassis.status());
            }
        }
    }

    private static Bytes damaged(byte[] packet, Random random) {
        byte[] bad = packet.clone();
        for (int i = 0; i < 3; i++) {
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        return Bytes.copy(bad, 0, random.nextInt(bad.length + 1));
    }
}
