package dev.bringup.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Debian's Chromium.
public record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

    /// What axe-core has against the page.
    static final String VIOLATIONS =
            """
            async () => (await axe.run()).violations.map(found =>
              found.id + ": " + found.help + ": " + found.nodes.map(n => n.html).join(" | "))
            """;

    static final String OVERFLOW =
            "document.documentElement.scrollWidth - document.documentElement.clientWidth";

    public static Chromium launch() {
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                                        .setArgs(List.of("--no-sandbox")));
        return new Chromium(playwright, browser);
    }

    public BrowserContext window(int width, ColorScheme scheme) {
        return browser.newContext(
                new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900));
    }

    /// What the page complains about is added to the list.
    public static Page page(BrowserContext context, List<String> complaints) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /// The whole of axe-core, as a text that the page may run for the test.
    static String axe() throws IOException {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
        }
    }

    /// For the documentation, when a folder is named.
    public static void shot(Page page, String name) {
        String folder = System.getProperty("bringup.screenshots", "");
        if (!folder.isEmpty()) {
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of(folder, name + ".png")));
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
