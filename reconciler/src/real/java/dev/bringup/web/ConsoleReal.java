package dev.bringup.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.bringup.model.Attempt;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The console in Debian's Chromium.
class ConsoleReal {

    private static Chromium chromium;

    private final Board board = new Board(100);
    private final List<String> complaints = new ArrayList<>();
    private Console console;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        chromium.close();
    }

    @BeforeEach
    void open() throws IOException {
        console = console(0);
        visit(1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void close() {
        context.close();
        console.close();
    }

    private Console console(int port) throws IOException {
        return Console.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                board,
                Posts.NONE,
                () -> "",
                text -> text,
                Clock.systemUTC());
    }

    private void visit(int width, ColorScheme scheme) {
        context = chromium.window(width, scheme);
        page = Chromium.page(context, complaints);
        page.navigate("http://127.0.0.1:" + console.address().getPort() + "/");
    }

    @Test
    void thePageShowsWhatIsPublishedWithoutAReload() {
        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator(".empty")).hasText("Waiting for the first commit.");

        board.published(
                Pictures.status(
                        2,
                        Map.of(),
                        List.of(Pictures.attempt(1, Instant.now(), Phase.WAKE)),
                        Plan.EMPTY));
        assertThat(page.locator("[data-machine=node-01] .state")).hasText("Installing");
        assertThat(page.locator("[data-machine=node-01] .phases li")).hasCount(2);
        assertThat(page.locator("#commit")).containsText("a1b2c3d4 Add node-02 to the lab");

        board.published(
                Pictures.status(
                        2,
                        Map.of(Pictures.machine(1).id(), Pictures.ready(Instant.now())),
                        List.of()));
        assertThat(page.locator("[data-machine=node-01] .state")).hasText("Ready");
        assertThat(page).hasTitle("1/2 lab · Bringup");

        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "<b>refused</b>"));
        assertThat(page.locator("#events li").first()).containsText("<b>refused</b>");
        assertEquals(List.of(), complaints);
    }

    @Test
    void aRejectedCommitShowsItsPlaceCaretAndHelpUntilItIsMended() {
        board.published(Pictures.everything(Instant.now()));

        assertThat(page.locator("[data-banner=rejected] h2"))
                .hasText("Commit eeeeeeee is rejected with one error");
        assertThat(page.locator("[data-banner=rejected] pre"))
                .containsText(
                        "machines/node-04.yaml:8:3: error BU1101: unknown field 'profil' in"
                                + " 'spec'");
        assertThat(page.locator("[data-banner=rejected] pre"))
                .containsText("= help: did you mean 'profile'?");
        assertThat(page.locator("[data-banner=rejected] .mark")).hasCount(1);
        assertThat(page.locator("[data-machine=node-03] .held"))
                .containsText("reimage is held by R4");

        board.published(Pictures.status(1, Map.of(), List.of()));
        assertThat(page.locator("[data-banner=rejected]")).hasCount(0);
        assertEquals(List.of(), complaints);
    }

    @Test
    void theFilterShowsOneState() {
        board.published(Pictures.everything(Instant.now()));
        assertThat(page.locator("[data-machine]")).hasCount(5);

        page.locator("[data-filter=held]").click();
        assertThat(page.locator("[data-machine]")).hasCount(2);
        page.locator("[data-filter=ready]").press("Enter");
        assertThat(page.locator("[data-machine]")).hasCount(1);
        assertThat(page.locator("[data-filter=ready]")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void aServerThatComesBackIsFoundAgainAndNoEventIsTwice() throws IOException {
        board.published(Pictures.status(1, Map.of(), List.of()));
        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "before"));
        assertThat(page.locator("#events li")).hasCount(1);
        int port = console.address().getPort();
        console.close();
        assertThat(page.locator("#link")).hasText("reconnecting");
        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "meanwhile"));

        console = console(port);
        assertEquals(port, console.address().getPort());

        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator("#events .text")).hasText(new String[] {"meanwhile", "before"});
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT", "400, DARK"})
    void nothingSticksOutAtAnyWidth(int width, ColorScheme scheme) {
        context.close();
        visit(width, scheme);
        board.published(Pictures.everything(Instant.now()));
        assertThat(page.locator("[data-machine]")).hasCount(5);

        Object overflow =
                page.evaluate(
                        "document.documentElement.scrollWidth -"
                                + " document.documentElement.clientWidth");

        assertEquals(0, overflow);
        assertTrue(page.locator("main").boundingBox().width <= width);
        assertEquals(List.of(), complaints);
    }

    private void past(int n, int seconds, Entry.Ending ending) {
        Attempt attempt = Pictures.attempt(n, Pictures.AT, Phase.values());
        board.recall(
                new Entry.Closed(
                        Pictures.AT.plusSeconds(seconds), attempt, ending, "its Node is Ready"));
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT", "400, DARK"})
    void whoCannotSeeOrPointCanUseEveryPage(int width, ColorScheme scheme) throws IOException {
        context.close();
        visit(width, scheme);
        past(1, 300, Entry.Ending.DONE);
        past(2, 61, Entry.Ending.FAILED);
        board.published(Pictures.everything(Instant.now()));
        board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "refused"));
        assertThat(page.locator("[data-machine]")).hasCount(5);
        page.evaluate(Chromium.axe());
        Map<String, Object> found = new TreeMap<>();
        for (String name : List.of("", "machine/node-01", "plan", "times", "discovered")) {
            page.evaluate("name => { location.hash = '#/' + name; }", name);
            assertThat(page.locator(name.isEmpty() ? "#machines" : "#other h2")).isVisible();
            found.put(name, page.evaluate(Chromium.VIOLATIONS));
        }
        found.values().removeIf(List.of()::equals);
        assertEquals(Map.of(), found);
    }

    @Test
    void tenThousandMachinesAreNoBurden() {
        board.published(Pictures.status(10_000, Map.of(), List.of()));

        assertThat(page.locator("#summary button").first()).hasText("10000All");
        assertThat(page.locator("[data-machine]")).hasCount(60);
        page.locator("#more").scrollIntoViewIfNeeded();
        assertThat(page.locator("[data-machine=node-100]")).hasCount(1);
        page.locator("#find").fill("node-9999");
        assertThat(page.locator("[data-machine]")).hasCount(1);
        assertThat(page.locator("[data-machine=node-9999] .state")).hasText("Unknown");
        page.locator("[data-machine=node-9999] h2 a").click();
        assertThat(page.locator("#other h2")).containsText("node-9999");
        assertEquals(List.of(), complaints);
    }

    @Test
    void aMachineHasAPageWithItsAttemptsPhaseByPhase() {
        past(1, 61, Entry.Ending.DONE);
        board.published(Pictures.everything(Instant.now()));
        page.locator("[data-machine=node-01] h2 a").click();

        assertThat(page.locator("#other h2")).hasText("node-01 Ready");
        assertThat(page.locator("#other h2")).isFocused();
        assertThat(page.locator("#fleet")).isHidden();
        assertThat(page.locator("[data-attempt=attempt-1] tbody tr")).hasCount(8);
        assertThat(page.locator("[data-attempt] caption"))
                .containsText("install: done after 1 min 1 s: its Node is Ready");
        assertThat(page.locator("[data-attempt] .ours"))
                .hasText(
                        "Ours: 25 s, 29% of 1 min 26 s since its cause: until Git was asked 5.0 s,"
                                + " held by R4 20 s.");
        assertThat(page).hasTitle("node-01 · lab · Bringup");

        page.locator("[data-page=fleet]").click();
        assertThat(page.locator("[data-machine]")).hasCount(5);
        assertEquals(List.of(), complaints);
    }

    @Test
    void anotherDhcpServerIsAWarningOnEveryPage() {
        page.route(
                "**/api/v1/troubles",
                route ->
                        route.fulfill(
                                new Route.FulfillOptions()
                                        .setContentType("application/json")
                                        .setBody(
                                                "[{\"about\":\"10.0.0.9\",\"sentence\":\"10.0.0.9 answers"
                                                        + " DHCP\",\"remedy\":\"stop it\",\"times\":3}]")));
        board.published(Pictures.everything(Instant.now()));
        assertThat(page.locator("[data-banner=troubles]"))
                .hasText("Something is wrong on the network10.0.0.9 answers DHCP; stop it");
        assertEquals(List.of(), complaints);
    }

    @Test
    void aMachinesPageHasItsEvidenceAndWhatItLogged() {
        page.route(
                "**/api/v1/machines/node-01/log",
                route ->
                        route.fulfill(
                                new Route.FulfillOptions()
                                        .setContentType("application/json")
                                        .setBody(
                                                "[{\"at\":\"2026-09-01T12:00:00Z\",\"text\":\"<b>ipxe</b>: no"
                                                        + " link\"}]")));
        board.published(Pictures.everything(Instant.now()));
        page.navigate(page.url() + "#/machine/node-01");
        assertThat(page.locator("#other .list tbody tr").first())
                .containsText("poweronbmcjust now");
        page.locator("[data-part=log] summary").click();
        assertThat(page.locator("[data-part=log] pre")).containsText("<b>ipxe</b>: no link");
        // What is open stays open while the evidence is seen anew.
        board.published(Pictures.everything(Instant.now().plusSeconds(60)));
        assertThat(page.locator("#other .list tbody tr")).hasCount(2);
        assertThat(page.locator("[data-part=log] pre")).isVisible();
        assertEquals(List.of(), complaints);
    }

    @Test
    void whoAsksForNoMachineIsTold() {
        board.published(Pictures.everything(Instant.now()));
        page.navigate(page.url() + "#/machine/node-99");
        assertThat(page.locator("#other h2")).hasText("There is no such machine");
    }

    @Test
    void thePlanSaysWhatIsHeldAndWhy() {
        board.published(Pictures.everything(Instant.now()));
        page.locator("[data-page=plan]").click();

        assertThat(page.locator("#other")).containsText("Nothing is to be done now.");
        assertThat(page.locator("#other tbody tr").first())
                .hasText(
                        "node-03reimageR41 of 1 parallel reimage is taken by node-02just nowany moment");
        assertThat(page.locator("#other tbody tr")).hasCount(2);
        assertThat(page.locator("[data-page=plan]")).hasAttribute("aria-current", "page");
        assertEquals(List.of(), complaints);
    }

    @Test
    void theTimesNameTheSlowestMachineAndItsPhase() {
        past(1, 300, Entry.Ending.DONE);
        past(2, 61, Entry.Ending.DONE);
        past(3, 9, Entry.Ending.FAILED);
        board.published(Pictures.everything(Instant.now()));
        page.locator("[data-page=times]").click();

        assertThat(page.locator(".spread [role=img]"))
                .hasAttribute(
                        "aria-label", "least 1 min 1 s, median 1 min 1 s, p95 5 min, most 5 min");
        assertThat(page.locator("#other table").last().locator("tbody tr").first())
                .hasText("node-015 min8%wake, 5.0 sinstalllab-os-1a1b2c3d4done");
        assertThat(page.locator("#other .phases li")).hasCount(8);
        assertThat(page.locator("[data-slowest=past]"))
                .hasText(
                        "Slowest so far: node-01, 5 min for its install with lab-os-1, the longest"
                                + " part of it in wake, 5.0 s.");
        assertThat(page.locator("[data-slowest=now]"))
                .containsText("Slowest now: node-02, in image for ");
        assertEquals(List.of(), complaints);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT"})
    void noPageSticksOut(int width, ColorScheme scheme) {
        context.close();
        visit(width, scheme);
        past(1, 300, Entry.Ending.DONE);
        past(2, 61, Entry.Ending.DONE);
        board.published(Pictures.everything(Instant.now()));
        for (String name : List.of("machine/node-01", "plan", "times", "discovered")) {
            page.navigate("http://127.0.0.1:" + console.address().getPort() + "/#/" + name);
            assertThat(page.locator("#other h2")).isVisible();
            assertEquals(
                    0,
                    page.evaluate(
                            "document.documentElement.scrollWidth -"
                                    + " document.documentElement.clientWidth"),
                    name);
        }
        assertEquals(List.of(), complaints);
    }
}
