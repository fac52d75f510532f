package dev.bringup.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.bringup.view.AttemptView;
import dev.bringup.view.Words;
import dev.bringup.web.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who has never seen the product, before the console of a lab in which things go wrong:
/// every answer is found from the first page by clicking visible words only.
@Timeout(180)
class NewcomerReal {

    private static final String MACHINE = "machines/node-02.yaml";
    private static final String PROFILE = "profiles/worker.yaml";

    /// Of what goes wrong some is tried again only after a while.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path folder;

    private final List<String> complaints = new ArrayList<>();
    private int clicks;

    @Test
    void eachAnswerIsFoundByClickingWhatIsWritten() throws Exception {
        try (LabBench lab = LabBench.faulty(folder.resolve("lab"), 10, 20);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"));
                Chromium chromium = Chromium.launch()) {
            lab.await(PATIENCE, true, () -> ended(lab) >= 3);
            trouble(ann);
            lab.await(
                    PATIENCE,
                    true,
                    () ->
                            lab.cockpit.board().held().stream()
                                    .anyMatch(h -> h.machine().equals("node-02")));
            String broken = ann.read(MACHINE) + "  lables: {}\n";
            String brief = ann.push(MACHINE, broken, "Give node-02 a label").substring(0, 8);
            Page page = Chromium.page(chromium.window(1280, ColorScheme.LIGHT), complaints);

            whyIsNodeTwoHeld(page, lab.cockpit.url());
            whatWouldMergingDo(page, lab.cockpit.url());
            whichCommitBroke(page, lab.cockpit.url(), brief, ann);
            whatIsSlowest(page, lab);
            assertEquals(List.of(), complaints);
        }
    }

    /// A machine that may not be touched, another image, and a branch.
    private static void trouble(Operator ann) throws Exception {
        ann.push(
                MACHINE,
                ann.read(MACHINE).stripTrailing() + "\n  locked: \"waits for a new fan\"\n",
                "Leave node-02 alone");
        String profile = ann.read(PROFILE);
        ann.push(PROFILE, profile.replace("lab-os-1", "lab-os-2"), "Go to lab-os-2");
        ann.propose("back-to-os-1", PROFILE, profile, "Go back to lab-os-1");
    }

    private static long ended(LabBench lab) {
        return lab.cockpit.board().attempts().stream()
                .filter(a -> a.end().filter(e -> e.ending().equals("done")).isPresent())
                .count();
    }

    private void from(Page page, String url) {
        page.navigate("about:blank");
        page.navigate(url);
        assertThat(page.locator("#link")).hasText("live");
        clicks = 0;
    }

    private void click(Page page, String words) {
        Locator link =
                page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(words).setExact(true));
        link.first().click();
        clicks++;
        assertTrue(clicks <= 2, "too many clicks for a newcomer");
    }

    private void whyIsNodeTwoHeld(Page page, String url) {
        from(page, url);
        assertThat(page.locator("[data-machine]")).hasCount(3);
        Chromium.shot(page, "console");
        click(page, "node-02");
        assertThat(page.locator("#other .held")).containsText("locked: waits for a new fan");
        Chromium.shot(page, "console-why-it-is-held");
    }

    private void whatWouldMergingDo(Page page, String url) {
        from(page, url);
        click(page, "Branches");
        click(page, "back-to-os-1");
        assertThat(page.locator("#other h2").first()).containsText("back-to-os-1");
        assertThat(page.locator("#other")).containsText("lab-os-2");
        Chromium.shot(page, "console-what-merging-does");
    }

    private void whichCommitBroke(Page page, String url, String brief, Operator ann)
            throws Exception {
        from(page, url);
        Locator banner = page.locator("[data-banner=rejected]");
        assertThat(banner.locator("h2")).hasText("Commit " + brief + " is rejected with one error");
        assertThat(banner).containsText("“Give node-02 a label” by Ann.");
        long line = ann.read(MACHINE).lines().count();
        assertThat(banner.locator("pre"))
                .containsText(MACHINE + ":" + line + ":3: error BU1101: unknown field 'lables'");
        assertThat(banner.locator(".mark")).hasCount(1);
        Chromium.shot(page, "console-which-commit-broke");
    }

    /// As the attempts themselves tell it; more of them end meanwhile.
    private void whatIsSlowest(Page page, LabBench lab) throws Exception {
        from(page, lab.cockpit.url());
        click(page, "Times");
        Locator said = page.locator("[data-slowest=past]");
        assertThat(said).containsText("Slowest so far: ");
        lab.await(PATIENCE, true, () -> said.textContent().startsWith(slowest(lab)));
        Chromium.shot(page, "console-what-is-slowest");
    }

    private static String slowest(LabBench lab) {
        AttemptView slowest =
                lab.cockpit.board().attempts().stream()
                        .filter(a -> a.end().isPresent())
                        .max(Comparator.comparing(a -> a.end().orElseThrow().seconds()))
                        .orElseThrow();
        AttemptView.End end = slowest.end().orElseThrow();
        Optional<AttemptView.Bar> longest =
                slowest.phases().stream().max(Comparator.comparing(AttemptView.Bar::seconds));
        Duration rest =
                slowest.phases().stream()
                        .map(AttemptView.Bar::seconds)
                        .reduce(end.seconds(), Duration::minus);
        boolean inPhase =
                longest.filter(l -> end.ending().equals("done") || l.seconds().compareTo(rest) > 0)
                        .isPresent();
        return "Slowest so far: %s, %s for its %s with %s, the longest part of it in %s"
                .formatted(
                        slowest.machine(),
                        Words.of(end.seconds()),
                        slowest.opening().goal(),
                        slowest.opening().image(),
                        inPhase ? longest.orElseThrow().phase() + ", " : "what comes ");
    }
}
