package dev.bringup.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.bringup.model.Direction;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.port.Status;
import dev.bringup.query.Board;
import dev.bringup.query.Nobody;
import dev.bringup.query.Pictures;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may be done from the console, in Debian's Chromium.
class ActionsReal {

    private final Board board = new Board(100);
    private final List<String> complaints = new ArrayList<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private final Chromium chromium = Chromium.launch();
    private Console console;
    private Page page;

    private final class Recorder extends Nobody {
        @Override
        public void direct(Direction direction, Consumer<Optional<String>> reply) {
            orders.add(direction.toString());
            if (direction instanceof Direction.Suspend(String reason)) {
                board.published(suspended(reason));
            }
            reply.accept(
                    direction instanceof Direction.Retry
                            ? Optional.of("nothing failed on node-03: there is nothing to retry")
                            : Optional.empty());
        }

        @Override
        public void power(PowerOrder order, Consumer<PowerReport> reply) {
            orders.add(order.text() + order.override().map(why -> " because " + why).orElse(""));
            reply.accept(
                    order.override().isPresent()
                            ? new PowerReport(
                                    PowerReport.Result.DONE,
                                    List.of(new PowerReport.Rung("ipmi bmc-03", true, "done")),
                                    "done by ipmi bmc-03")
                            : new PowerReport(
                                    PowerReport.Result.REFUSED, "R3: its Node is not drained"));
        }
    }

    private static Status suspended(String reason) {
        Status all = Pictures.everything(Instant.now());
        return new Status(
                all.desired(),
                all.observed()
                        .remembering(all.observed().remembered().suspending(Optional.of(reason))),
                all.plan(),
                all.git());
    }

    @BeforeEach
    void open() throws IOException {
        console =
                Consoles.open(
                        board,
                        Posts.of(new Recorder(), "s3cret", Optional.empty()),
                        Clock.systemUTC());
        board.published(Pictures.everything(Instant.now()));
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
        page.navigate("http://127.0.0.1:" + console.address().getPort() + "/#/machine/node-03");
        assertThat(page.locator("#other h2")).containsText("node-03");
    }

    private Locator dialog() {
        return page.locator("dialog");
    }

    private void unlock() {
        page.locator("#unlock").click();
        page.locator("dialog input").fill("s3cret");
        page.locator("dialog .go").click();
        assertThat(dialog()).hasCount(0);
        assertThat(page.locator("#unlock")).hasText("Lock");
    }

    @Test
    void withoutTheTokenItOnlyReads() {
        assertThat(page.locator(".act:visible")).hasCount(1);
        page.locator("#unlock").click();
        page.locator("dialog input").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog .said")).hasText("That is not the token.");
        page.keyboard().press("Escape");
        assertThat(dialog()).hasCount(0);
        assertThat(page.locator("#other .act")).hasCount(0);

        unlock();
        assertThat(page.locator("#other .act")).hasCount(4);
        page.locator("#unlock").click();
        assertThat(page.locator("#other .act")).hasCount(0);
        assertThat(page.locator("#suspend")).isHidden();
        assertEquals(List.of(), orders);
    }

    @Test
    void theFleetIsSuspendedWithAReasonAndGoesOn() {
        unlock();
        page.locator("#suspend").click();
        assertThat(dialog()).containsText("Nothing is begun on any machine from now on");
        page.locator("dialog .go").click();
        assertThat(page.locator("dialog .said")).hasText("Reason is needed.");
        page.locator("dialog input").fill("fire");
        page.locator("dialog .go").click();
        assertThat(page.locator("[data-banner=suspended]"))
                .hasText("The fleet is suspended by handfire");
        page.locator("#suspend").getByText("Go on").click();
        page.locator("dialog input").fill("out");
        page.keyboard().press("Enter");
        assertThat(dialog()).hasCount(0);
        assertEquals(List.of("Suspend[reason=fire]", "Resume[reason=out]"), orders);
    }

    @Test
    void aRefusalIsReadAndAnOverrideNeedsAReason() {
        unlock();
        page.locator("#other .act").getByText("Power off").click();
        assertThat(dialog()).containsText("Switches node-03 off now");
        assertThat(dialog()).containsText("Git wants it Joined, so it is woken again");
        Chromium.shot(page, "console-power");
        page.locator("dialog .go").click();
        assertThat(page.locator("dialog .said")).hasText("refused: R3: its Node is not drained");
        page.locator("dialog input").fill("it burns");
        page.locator("dialog .go").click();
        assertThat(page.locator("dialog .said"))
                .hasText("ipmi bmc-03: done done: done by ipmi bmc-03");
        page.locator("dialog .act").getByText("Close").click();

        page.locator("#other .act").getByText("Retry").click();
        page.locator("dialog input").fill("again");
        page.locator("dialog .go").click();
        assertThat(page.locator("dialog .said"))
                .hasText("nothing failed on node-03: there is nothing to retry");
        assertEquals(
                List.of("off", "off because it burns", "Retry[machine=node-03, reason=again]"),
                orders);
    }

    @ParameterizedTest
    @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT"})
    void whoCannotSeeOrPointCanAct(int width, ColorScheme scheme) throws IOException {
        visit(width, scheme);
        unlock();
        page.locator("#other .act").getByText("Power cycle").press("Enter");
        assertThat(page.locator("dialog input")).isFocused();
        page.evaluate(Chromium.axe());
        assertEquals(List.of(), page.evaluate(Chromium.VIOLATIONS));
        assertEquals(0, page.evaluate(Chromium.OVERFLOW));
        page.keyboard().press("Escape");
        assertEquals(List.of(), page.evaluate(Chromium.VIOLATIONS));
    }
}
