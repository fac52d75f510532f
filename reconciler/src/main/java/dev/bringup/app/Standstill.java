package dev.bringup.app;

import dev.bringup.lifecycle.BootRules;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Observed;
import dev.bringup.model.PowerReport;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import dev.bringup.store.SqliteJournal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal cannot be written, so nothing is begun. A machine that restarts by itself meanwhile
/// boots the disk that it has; one that is being installed waits. Addresses, names and files are
/// not the engine's, and are served as before.
final class Standstill {

    static final String BECAUSE =
            "the journal cannot be written, and nothing is begun until it can";

    private static final Duration LATER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

    private final Loop loop;
    private final BooleanSupplier over;
    private final Witness witness;
    private final Supplier<Optional<Status>> status;

    /// `over` says whether the journal can be written by now.
    Standstill(
            Loop loop, BooleanSupplier over, Witness witness, Supplier<Optional<Status>> status) {
        this.loop = loop;
        this.over = over;
        this.witness = witness;
        this.status = status;
    }

    /// Whether it is over; it may as well be stopped. The next process starts from what was
    /// written: what this one had in mind is old by then.
    boolean outlast(SqliteJournal.Unusable why, Instant now) throws InterruptedException {
        String text = why.getMessage() + "; nothing is begun until it can be: make room";
        LOG.error(text);
        witness.noted(new Note.Alarm(now, Optional.empty(), text));
        boolean goesOn = loop.stand(this::answer, over);
        if (goesOn) {
            LOG.info("the journal can be written again; starting anew");
        }
        return goesOn;
    }

    /// What came of an effect is lost, as it is when a process dies: the next engine looks.
    private void answer(Message message) {
        switch (message) {
            case Message.Asked(BootRequest request, Consumer<BootAnswer> reply) ->
                    reply.accept(boot(request));
            case Message.Ordered(_, _, Consumer<Optional<String>> reply) ->
                    reply.accept(Optional.of(BECAUSE));
            case Message.Directed(_, Consumer<Optional<String>> reply) ->
                    reply.accept(Optional.of(BECAUSE));
            case Message.Powering(_, Consumer<PowerReport> reply) ->
                    reply.accept(new PowerReport(PowerReport.Result.FAILED, BECAUSE));
            case Message.Tick _,
                    Message.Wall _,
                    Message.Fetched _,
                    Message.Retold _,
                    Message.Rung _,
                    Message.Powered _,
                    Message.Finished _,
                    Message.Minted _,
                    Message.Inspected _,
                    Message.Said _,
                    Message.Doubted _,
                    Message.Sighted _ -> {}
        }
    }

    private BootAnswer boot(BootRequest request) {
        return request instanceof BootRequest.Script script
                        && status.get().filter(now -> isAtHome(script, now)).isPresent()
                ? new BootAnswer.LocalDisk("no installation is due")
                : new BootAnswer.Wait(LATER, BECAUSE);
    }

    /// Whether what it would be told needs nothing to be written down.
    private static boolean isAtHome(BootRequest.Script asked, Status now) {
        Observed observed = now.observed();
        return now.desired()
                .flatMap(desired -> desired.byMac(asked.mac()))
                .filter(m -> m.address().equals(asked.from()) && !m.isLive())
                .filter(m -> observed.attempt(m.id()).isEmpty())
                .filter(m -> BootRules.Disk.of(m, observed.of(m.id())) == BootRules.Disk.TRUSTED)
                .isPresent();
    }
}
