package dev.bringup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The package tree in ARCHITECTURE.md, as a test. Change both in one commit or neither.
class LayersTest {

    private static final String ROOT = "dev.bringup";

    /// The same tree in small, where every rule is broken once.
    private static final String PLANTED = "dev.bringup.planted";

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    static List<Layers.Layer> layers() {
        return Layers.TABLE;
    }

    @ParameterizedTest(name = "{0} knows only what it may")
    @MethodSource("layers")
    void knowsOnlyWhatItMay(Layers.Layer layer) {
        Layers.knowsOnly(ROOT, layer).check(MAIN);
    }

    @Test
    void theCoreDoesNoInputOrOutput() {
        Layers.theCoreDoesNoInputOrOutput(ROOT).check(MAIN);
    }

    @Test
    void timeEntersFromApp() {
        Layers.timeEntersFromApp(ROOT).check(MAIN);
    }

    @Test
    void chanceEntersFromApp() {
        Layers.chanceEntersFromApp(ROOT).check(MAIN);
    }

    @Test
    void threadsEnterFromApp() {
        Layers.threadsEnterFromApp(ROOT).check(MAIN);
    }

    @Test
    void noPackageCycles() {
        Layers.noCycles(ROOT).check(MAIN);
    }

    @Test
    void portsAreSmall() {
        Layers.portsAreSmall(ROOT).check(MAIN);
    }

    /// A rule over no classes is green, so the import is part of what is tested.
    @Test
    void theRulesSeeTheWholeProgram() {
        assertTrue(MAIN.size() > 50, () -> "only " + MAIN.size() + " classes were imported");
        assertEquals(
                new TreeSet<>(packages()),
                MAIN.stream()
                        .map(JavaClass::getPackageName)
                        .map(p -> p.substring(ROOT.length() + 1))
                        .collect(Collectors.toCollection(TreeSet::new)),
                "every package has a row in the table, and every row a package");
    }

    /// A rule, and the class under `planted` that breaks it.
    record Offence(String offender, ArchRule rule) {
        @Override
        public String toString() {
            return offender;
        }
    }

    static List<Offence> offences() {
        return List.of(
                new Offence("model.KnowsALibrary", row("model")),
                new Offence("plan.KnowsThePort", row("plan")),
                new Offence("port.KnowsThePlan", row("port")),
                new Offence("engine.KnowsAnAdapter", row("engine")),
                new Offence("git.KnowsKube", row("git")),
                new Offence("netboot.dhcp.KnowsTheModel", row("netboot.dhcp")),
                new Offence("lab.machine.KnowsThePort", row("lab.machine")),
                new Offence("lab.sim.KnowsAnAdapter", row("lab.sim")),
                new Offence("cli.KnowsAnAdapter", row("cli")),
                new Offence("web.KnowsThePort", row("web")),
                new Offence("view.ReadsAFile", Layers.theCoreDoesNoInputOrOutput(PLANTED)),
                new Offence("kube.AsksForTheTime", Layers.timeEntersFromApp(PLANTED)),
                new Offence("model.DrawsLots", Layers.chanceEntersFromApp(PLANTED)),
                new Offence("kube.StartsAThread", Layers.threadsEnterFromApp(PLANTED)),
                new Offence("port.HasSixMethods", Layers.portsAreSmall(PLANTED)),
                new Offence("model.KnowsThePlan", Layers.noCycles(PLANTED)));
    }

    @ParameterizedTest(name = "{0} is seen")
    @MethodSource("offences")
    void aPlantedOffenceIsSeen(Offence offence) {
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

        String report = offence.rule().evaluate(planted).getFailureReport().toString();

        assertTrue(report.contains(PLANTED + "." + offence.offender()), report);
    }

    /// Only `app` may ask for the time, so the rule must let it.
    @Test
    void appMayAskForTheTime() {
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

        String report =
                Layers.timeEntersFromApp(PLANTED).evaluate(planted).getFailureReport().toString();

        assertFalse(report.contains("planted.app."), report);
    }

    private static ArchRule row(String name) {
        return Layers.knowsOnly(
                PLANTED,
                layers().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow());
    }

    private static List<String> packages() {
        return Stream.concat(Stream.of(Layers.APP), layers().stream().map(Layers.Layer::name))
                .toList();
    }
}
