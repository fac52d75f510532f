package dev.bringup.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.bringup.model.Action;
import dev.bringup.model.Change;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Forecast;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.query.Board;
import dev.bringup.query.BranchesView;
import dev.bringup.query.Nobody;
import dev.bringup.query.Pictures;
import dev.bringup.view.PlanReport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pages of the open branches, in Debian's Chromium.
class BranchesReal {

    private final Board board = new Board(100);
    private final List<String> complaints = new ArrayList<>();
    private final Chromium chromium = Chromium.launch();
    private BranchesView shown = view();
    private Console console;
    private Page page;

    @BeforeEach
    void open() throws IOException {
        console =
                Consoles.open(
                        board,
                        Posts.of(
                                new Nobody() {
                                    @Override
                                    public BranchesView branches() {
                                        return shown;
                                    }
                                },
                                "token",
                                Optional.empty()),
                        Clock.systemUTC());
        board.published(Pictures.status(3, Map.of(), List.of()));
        visit(1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void close() {
        chromium.close();
        console.close();
    }

    private void visit(int width, ColorScheme scheme) {
        BrowserContext context = chromium.window(width, scheme);
        page = Chromium.page(context, complaints);
        page.navigate("http://127.0.0.1:" + console.address().getPort() + "/#/branches");
    }

    private static BranchesView view() {
        MachineId first = Pictures.machine(1).id();
        MachineId second = Pictures.machine(2).id();
        MachineId third = Pictures.machine(3).id();
        PlanReport report =
                new PlanReport(
                        new PlanReport.Range("lab", "a1b2c3d4", "new/os", 3),
                        List.of(
                                new PlanReport.Cause(
                                        new Change("image", FieldClass.REIMAGE, "os-1", "os-2"),
                                        List.of(first, second, third),
                                        Optional.of(
                                                new Diagnostic.Position(
                                                        "profiles/worker.yaml", 8, 3)),
                                        Optional.of(Pictures.COMMIT))),
                        new Forecast(
                                List.of(
                                        new Forecast.Foreseen(
                                                0,
                                                Duration.ZERO,
                                                new Action.Drain(first),
                                                Optional.empty(),
                                                "it is written again"),
                                        new Forecast.Foreseen(
                                                1,
                                                Duration.ofSeconds(90),
                                                new Action.Reimage(
                                                        first, Pictures.fingerprint('b')),
                                                Optional.of(Pictures.fingerprint('a')),
                                                "image")),
                                List.of(
                                        new Forecast.Delay(
                                                second,
                                                "drain",
                                                Rail.R4,
                                                "1 of 1 parallel reimage is taken by node-01")),
                                List.of(
                                        new Plan.Held(
                                                third,
                                                "reimage",
                                                Rail.R6,
                                                "disk vda holds data of unknown origin")),
                                new Forecast.Low(2, 3)));
        return new BranchesView(
                List.of(
                        BranchesView.waiting("being-read"),
                        BranchesView.conflict(
                                "clash", Pictures.COMMIT, List.of("profiles/worker.yaml")),
                        BranchesView.contained("merged", Pictures.COMMIT),
                        BranchesView.planned("new/os", Pictures.COMMIT, report),
                        BranchesView.rejected("typo", Pictures.COMMIT, List.of(Pictures.TYPO)),
                        BranchesView.unreadable("strange", "there is no 'rack' in commit abcd")),
                7,
                Optional.empty());
    }

    @Test
    void whatMergingABranchWouldDoIsTwoClicksAway() {
        page.navigate(page.url().replaceFirst("#.*", "#/"));
        page.locator("[data-page=branches]").click();
        assertThat(page.locator("#other tbody tr")).hasCount(6);
        assertThat(page.locator("#other tbody tr").nth(3))
                .containsText("new/osWould merge1 disk is written again, 1 drain, 1 machine held.");
        assertThat(page.locator("#other")).containsText("And 7 more branches");

        page.getByText("new/os").click();
        assertThat(page.locator("#other h2")).hasText("new/os Would merge");
        assertThat(page.locator("#other .verdict"))
                .containsText("1 disk is written again, 1 drain, 1 machine held.");
        assertThat(page.locator("#other")).containsText("reimage, R6: disk vda holds data");
        assertThat(page.locator("#other")).containsText("at once");
        assertThat(page.locator("td b.disk")).hasText("DISK");
        assertThat(page.locator("#other")).containsText("profiles/worker.yaml:8:3");
        assertThat(page).hasTitle("new/os · lab · Bringup");
        assertEquals(List.of(), complaints);
    }

    @Test
    void whatWouldBeRejectedShowsItsCaret() {
        page.getByText("typo").click();
        assertThat(page.locator("#other .problems .mark")).hasCount(1);
        assertThat(page.locator("#other .problems"))
                .containsText("machines/node-04.yaml:8:3: error BU1101");
    }

    @Test
    void whatIsBeingWorkedOutAppearsByItself() {
        page.getByText("being-read").click();
        assertThat(page.locator("#other h2")).hasText("being-read Being worked out");
        shown =
                new BranchesView(
                        List.of(BranchesView.contained("being-read", Pictures.COMMIT)),
                        0,
                        Optional.empty());
        assertThat(page.locator("#other h2")).hasText("being-read Merged");
        shown = new BranchesView(List.of(), 0, Optional.of("git.example: refused"));
        board.published(Pictures.status(3, Map.of(), List.of()));
        assertThat(page.locator("#other h2")).hasText("There is no such branch");
        page.locator("[data-page=branches]").click();
        assertThat(page.locator("#other .empty"))
                .hasText("Nothing is known of the branches: git.example: refused");
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT"})
    void whoCannotSeeOrPointCanUseThem(int width, ColorScheme scheme) throws IOException {
        visit(width, scheme);
        board.published(Pictures.everything(Instant.now()));
        page.evaluate(Chromium.axe());
        Map<String, Object> found = new TreeMap<>();
        for (String name : List.of("branches", "branches/new/os", "branches/typo")) {
            page.evaluate("name => { location.hash = '#/' + name; }", name);
            assertThat(page.locator("#other h2"))
                    .containsText(name.equals("branches") ? "Branches" : name.substring(9));
            found.put(name, page.evaluate(Chromium.VIOLATIONS));
            assertEquals(0, page.evaluate(Chromium.OVERFLOW), name);
        }
        found.values().removeIf(List.of()::equals);
        assertEquals(Map.of(), found);
    }
}
