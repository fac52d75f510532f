package dev.bringup.engine;

import dev.bringup.lifecycle.BootRules;
import dev.bringup.lifecycle.Decision;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Permit;
import dev.bringup.plan.Founding;
import dev.bringup.port.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Lets machines into the cluster: who may, when it is their turn, with what was made for them
/// alone.
final class Joining {

    private static final Duration JOIN_SECRET_LIFE = Duration.ofMinutes(10);

    /// Past this an effect that was never answered is forgotten.
    private static final Duration MINT_PATIENCE = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofSeconds(5);

    /// A machine that waits for join material, and how to answer it.
    private record Waiting(MachineId machine, Consumer<BootAnswer> reply, Instant until) {}

    /// Who asks: how to answer, and the number of what may have to be done for that.
    record Asker(Consumer<BootAnswer> reply, long effect) {

        /// One that is served its payload with what it joins by, and not that alone.
        Asker served(Attempt attempt) {
            return new Asker(
                    answer ->
                            reply.accept(
                                    answer instanceof BootAnswer.JoinWith(_, JoinMaterial material)
                                            ? new BootAnswer.Serve(
                                                    attempt.spec(),
                                                    attempt.permit().orElseThrow(),
                                                    attempt.marker(),
                                                    Optional.of(material))
                                            : answer),
                    effect);
        }
    }

    private final Memory memory;
    private final World world;
    private final Ledger ledger;
    private final TreeMap<Long, Waiting> minting = new TreeMap<>();

    Joining(Memory memory, World world, Ledger ledger) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
    }

    /// `by` is what the rules say of the machine alone.
    Decision decide(Decision by, Attempt attempt, Asker asker, Instant now) {
        Permit permit = attempt.permit().orElseThrow();
        Founding founding = Founding.of(memory.desired().orElseThrow(), memory.observe(now));
        boolean first = founding.mayBegin(attempt.machine());
        Optional<String> waits =
                first && permit.stage() != Stage.ARMED
                        ? Optional.of("it is about to make the cluster")
                        : founding.waits(attempt.spec()).or(() -> queue(attempt));
        Decision decision = BootRules.held(by, waits);
        if (decision.reply() instanceof Decision.Reply.MintFirst) {
            Effect.For making =
                    founding.restores(attempt.machine())
                            .<Effect.For>map(Effect.For.Restoring::new)
                            .orElseGet(Effect.For.Founding::new);
            mint(attempt, first ? making : new Effect.For.Joining(), asker, now);
        }
        return decision;
    }

    /// Control planes join one at a time.
    private Optional<String> queue(Attempt attempt) {
        boolean made =
                memory.desired().filter(d -> d.cluster().kubernetes().isMadeHere()).isPresent();
        return minting.values().stream()
                .filter(_ -> made && attempt.spec().isControlPlane())
                .map(Waiting::machine)
                .filter(other -> !other.equals(attempt.machine()))
                .filter(other -> memory.spec(other).filter(MachineSpec::isControlPlane).isPresent())
                .findFirst()
                .map(other -> other + " is joining; control planes join one at a time");
    }

    private void mint(Attempt attempt, Effect.For purpose, Asker asker, Instant now) {
        minting.values().removeIf(w -> w.until().isBefore(now));
        boolean already =
                minting.values().stream().anyMatch(w -> w.machine().equals(attempt.machine()));
        if (already) {
            asker.reply().accept(new BootAnswer.Wait(SOON, "join material is being made"));
            return;
        }
        minting.put(
                asker.effect(),
                new Waiting(attempt.machine(), asker.reply(), now.plus(MINT_PATIENCE)));
        ClusterSpec cluster = memory.desired().orElseThrow().cluster();
        world.effects()
                .start(
                        new Effect.Mint(
                                asker.effect(),
                                attempt.spec(),
                                JOIN_SECRET_LIFE,
                                cluster,
                                purpose));
    }

    /// The permit closes before the secret leaves.
    void minted(long effect, Optional<JoinMaterial> material, Instant now) {
        Optional<Waiting> waiting = Optional.ofNullable(minting.remove(effect));
        if (waiting.isEmpty()) {
            return;
        }
        MachineId id = waiting.get().machine();
        Optional<Attempt> attempt = Optional.ofNullable(memory.attempts().get(id));
        if (attempt.isEmpty() || material.isEmpty()) {
            waiting.get().reply().accept(new BootAnswer.Wait(SOON, "Kubernetes did not answer"));
            return;
        }
        ledger.move(attempt.get().at(Stage.CLOSED), now);
        waiting.get().reply().accept(new BootAnswer.JoinWith(id, material.get()));
    }
}
