package dev.bringup.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The board rack by rack, in Debian's Chromium.
class RacksReal {

    private final Board board = new Board(100);
    private final List<String> complaints = new ArrayList<>();
    private final Chromium chromium = Chromium.launch();
    private Console console;
    private Page page;

    @BeforeEach
    void open() throws IOException {
        console = Consoles.open(board, Posts.NONE, Clock.systemUTC());
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
        page.navigate("http://127.0.0.1:" + console.address().getPort() + "/#/racks");
    }

    private Object focused() {
        return page.evaluate("document.activeElement.dataset.cell");
    }

    @Test
    void aCellSaysItsStateInWordsAndShapeAndTheKeyboardGoesThroughThem() {
        board.published(Pictures.everything(Instant.now()));
        assertThat(page.locator(".rack h3"))
                .hasText("r1 5: 1 Draining, 1 Installing, 1 Off, 1 Ready, 1 Stopped, 2 held");
        assertThat(page.locator("[data-cell=node-01]"))
                .hasAttribute("aria-label", "node-01: Ready");
        assertThat(page.locator("[data-cell=node-03]"))
                .hasAttribute("aria-label", "node-03: Off, held by R4");
        assertThat(page.locator("[data-cell=node-05]")).hasText("■node-05‖");
        assertThat(page.locator(".legend li")).hasCount(6);

        page.locator("[data-cell=node-01]").focus();
        page.keyboard().press("ArrowRight");
        assertEquals("node-02", focused());
        page.keyboard().press("End");
        assertEquals("node-05", focused());
        // What changes does not take the focus away.
        board.published(
                Pictures.status(
                        5,
                        Map.of(Pictures.machine(1).id(), Pictures.ready(Instant.now())),
                        List.of()));
        assertThat(page.locator(".rack h3")).hasText("r1 5: 1 Ready, 4 Unknown");
        assertEquals("node-05", focused());
        page.keyboard().press("Enter");
        assertThat(page.locator("#other h2")).containsText("node-05");
        assertEquals(List.of(), complaints);
    }

    @Test
    void tenThousandMachinesAreNoBurden() {
        board.published(Pictures.status(10_000, Map.of(), List.of()));
        assertThat(page.locator(".rack")).hasCount(12);
        long from = System.nanoTime();
        page.locator("#other .more").scrollIntoViewIfNeeded();
        assertThat(page.locator(".rack").nth(12)).isAttached();
        assertTrue(System.nanoTime() - from < 10_000_000_000L);
        assertEquals(List.of(), complaints);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT"})
    void whoCannotSeeOrPointCanUseThem(int width, ColorScheme scheme) throws IOException {
        visit(width, scheme);
        board.published(Pictures.everything(Instant.now()));
        assertThat(page.locator(".cell")).hasCount(5);
        page.evaluate(Chromium.axe());
        assertEquals(List.of(), page.evaluate(Chromium.VIOLATIONS));
        assertEquals(0, page.evaluate(Chromium.OVERFLOW));
        if (width > 400 && scheme == ColorScheme.LIGHT) {
            Chromium.shot(page, "console-racks");
        }
    }
}
