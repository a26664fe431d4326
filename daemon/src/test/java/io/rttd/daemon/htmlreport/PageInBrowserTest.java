package io.rttd.daemon.htmlreport;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.htmlreport.ComparedFigure;
import io.rttd.analyze.htmlreport.HtmlReport;
import io.rttd.analyze.htmlreport.ReportRecorder;
import io.rttd.analyze.htmlreport.ReportSource;
import io.rttd.capture.CaptureException;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.TimedDirections;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a reader uses it. What it looked like is in {@code target/page}. */
class PageInBrowserTest {
  private static final Path SCREENSHOTS = Path.of("target", "page");
  private static final String FIRST_PANE = "#panes .pane:first-child .u-over";

  @TempDir Path folder;
  private Path page;
  private Browser browser;

  @BeforeEach
  void openPage() throws IOException, InterruptedException {
    Optional<Path> program = Browser.program();
    assumeThat(program).as("chromium in PATH").isPresent();
    page = folder.resolve("report.html");
    Path capture = folder.resolve("office-uplink.pcap");
    StoryCapture.write(capture, 120, 40);
    rttd("analyze", "--html", page, "--local", "auto", capture);
    browser = Browser.start(program.get(), folder.resolve("profile"));
    browser.resize(1100, 900, false);
    browser.open(page);
  }

  @AfterEach
  void closeBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void shouldDrawWithoutAnErrorAndRequestNothingButItself() throws IOException {
    browser.screenshot(SCREENSHOTS.resolve("light.png"));

    assertThat(browser.evaluate("document.querySelectorAll('#panes canvas').length"))
        .as("RTT, response, retransmits and zero windows")
        .isEqualTo("3");
    assertThat(browser.evaluate("document.querySelectorAll('.charts canvas').length"))
        .isEqualTo("2");
    assertThat(browser.evaluate(painted("#panes .pane:first-child canvas"))).isEqualTo("true");
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void shouldZoomAllPanesTogetherAndBack() throws IOException {
    browser.drag(FIRST_PANE, 0.55, 0.75);

    assertThat(text("#r-zoom")).matches("2\\d\\.\\d s from \\d\\d:\\d\\d:\\d\\d");
    browser.point(FIRST_PANE, 0.5);
    String middle = text("#panes .pane:first-child .reading").substring(0, 8);
    assertThat(middle).as("the middle of what is shown").isBetween("01:12", "01:24");
    assertThat(text("#panes .pane:nth-child(2) .reading")).startsWith(middle);
    assertThat(text("#panes .pane:nth-child(3) .reading")).startsWith(middle);
    browser.screenshot(SCREENSHOTS.resolve("zoomed.png"));

    click("#zoom-in");
    assertThat(text("#r-zoom")).matches("1\\d\\.\\d s from .*");
    click("#later");
    click("#zoom-all");
    assertThat(text("#r-zoom")).isEmpty();
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldZoomAndReadByKeyboard() {
    browser.evaluate(
        "document.querySelector('#panes .plot').dispatchEvent("
            + "new KeyboardEvent('keydown', {key: '+', bubbles: true}))");
    assertThat(text("#r-zoom")).isNotEmpty();
    browser.evaluate(
        "document.querySelector('#panes .plot').dispatchEvent("
            + "new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))");

    assertThat(text("#panes .reading")).contains("p99");
  }

  @Test
  void shouldSortAndFilterItsTables() {
    assertThat(text("#table thead th[aria-sort=descending]")).isEqualTo("samples");

    click("#table thead th:nth-child(6) button");
    assertThat(text("#table thead th[aria-sort=descending]")).isEqualTo("p99");
    assertThat(column(6)).isSortedAccordingTo(Comparator.reverseOrder());
    click("#table thead th:nth-child(6) button");
    assertThat(text("#table thead th[aria-sort=ascending]")).isEqualTo("p99");
    assertThat(column(6)).isSorted();

    type("#filter-pair", "198.18.5.9");
    assertThat(browser.evaluate("document.querySelectorAll('#table tbody tr').length"))
        .as("both legs and the rows of hidden tables")
        .isEqualTo(
            browser.evaluate("2 + document.querySelectorAll('#table [hidden] tbody tr').length"));
  }

  @Test
  void shouldShowAConnectionEventByEvent() throws IOException {
    click("#tab-connection");
    type("#filter-connection", "198.18.4.21:443 41000");
    click("#table > :not([hidden]) tbody th button");

    assertThat(text("#h-time")).contains("198.18.0.10:41000 → 198.18.4.21:443");
    assertThat(text("#n-subject")).contains("most bytes", "ended: reset");
    assertThat(text("#panes .pane:last-child h3")).startsWith("Time and sequence");
    browser.screenshot(SCREENSHOTS.resolve("connection.png"));
    browser.drag("#panes .pane:last-child .u-over", 0.1, 0.2);
    browser.point("#panes .pane:last-child .u-over", 0.5);
    assertThat(text("#panes .pane:last-child .reading")).matches("frame [\\d,]+, .*");
    browser.screenshot(SCREENSHOTS.resolve("connection-zoomed.png"));
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldChooseAServiceAndItsDirection() throws IOException {
    click("#tab-service");
    browser.screenshot(SCREENSHOTS.resolve("services.png"));
    click("#table > :not([hidden]) tbody th button");
    assertThat(text("#directions [aria-pressed=true]")).as("far leg").isEqualTo("to servers");
    click("#directions button:last-child");

    assertThat(text("#directions [aria-pressed=true]")).isEqualTo("to clients");
    assertThat(browser.evaluate("document.querySelectorAll('#panes canvas').length"))
        .isNotEqualTo("0");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldFitAPhone() throws IOException {
    browser.resize(390, 844, true);
    browser.open(page);
    browser.screenshot(SCREENSHOTS.resolve("phone.png"));

    assertThat(browser.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
    click("#zoom-in");
    assertThat(text("#r-zoom")).isNotEmpty();
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldFollowTheDarkScheme() throws IOException {
    String light = browser.evaluate(colour());
    browser.prefer("dark");

    await().atMost(Duration.ofSeconds(10)).until(() -> !browser.evaluate(colour()).equals(light));
    browser.screenshot(SCREENSHOTS.resolve("dark.png"));
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(20, 23, 27)");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldPrintInLightColoursWhateverTheScheme() {
    browser.prefer("dark");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(255, 255, 255)");

    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(20, 23, 27)");
  }

  @Test
  void shouldShowAHostileFileNameAsText() throws IOException {
    Path hostile = Files.createDirectory(folder.resolve("a<"));
    Path capture = hostile.resolve("script><img src=x onerror=alert(1)>.pcap");
    StoryCapture.write(capture, 5, 20);
    rttd("analyze", "--html", page, capture);
    browser.open(page);

    assertThat(text("h1")).endsWith("script><img src=x onerror=alert(1)>.pcap");
    assertThat(browser.evaluate("document.images.length")).isEqualTo("0");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void shouldLayTwoCapturesOverEachOther() throws Exception {
    Path before = folder.resolve("before.pcap");
    Path after = folder.resolve("after.pcap");
    StoryCapture.write(before, 60, 40);
    StoryCapture.write(after, 60, 40, 1.5);
    List<ComparedFigure> figures =
        List.of(
            new ComparedFigure("all", "", "p50", "ms", 2.1, 3.2, 1.1, 0.9, 1.3, true),
            new ComparedFigure("all", "", "retransmits", "%", 1.2, 1.1, -0.1, -0.3, 0.2, false),
            new ComparedFigure("pair", "<b>a</b>", "p99", "ms", Double.NaN, 3, 0, 0, 0, false));
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.ofComparison(analyzed(before), analyzed(after), figures).write(out);
    }
    browser.open(page);
    browser.screenshot(SCREENSHOTS.resolve("comparison.png"));

    assertThat(text("h1")).isEqualTo("before.pcap and after.pcap, compared");
    assertThat(browser.evaluate("document.querySelectorAll('#difference-table tbody tr').length"))
        .isEqualTo("3");
    assertThat(text("#difference-table")).contains("+0.900 to +1.300 ms", "<b>a</b>, p99");
    browser.drag(FIRST_PANE, 0.2, 0.4);
    browser.point(FIRST_PANE, 0.5);
    assertThat(text("#panes .reading")).contains("before.pcap: p50", "after.pcap: p50");
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void shouldCompareFiguresWhereNothingElseIsKnown() throws IOException {
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.ofComparison(
              ReportSource.named("<img src=x onerror=alert(1)>"),
              ReportSource.named("b.json"),
              List.of(new ComparedFigure("all", "", "p50", "ms", 2, 3, 1, 0.5, 1.5, true)))
          .write(out);
    }
    browser.open(page);

    assertThat(text("#difference-table tbody")).contains("everything, p50");
    assertThat(text("#difference-table thead")).contains("<img src=x onerror=alert(1)>");
    assertThat(browser.evaluate("document.images.length")).isEqualTo("0");
    assertThat(browser.evaluate("document.getElementById('measured').hidden")).isEqualTo("true");
    assertThat(browser.problems()).isEmpty();
  }

  private static ReportSource analyzed(Path capture) throws CaptureException, IOException {
    ReportRecorder recorder = new ReportRecorder(ServicePorts.NONE);
    Analysis analysis =
        new Analysis(
            AnalysisPlan.of(List.of(capture), TimedDirections.bothEnds())
                .heardBy(recorder)
                .withConnections());
    analysis.run();
    return ReportSource.of(analysis.summary(), recorder, true);
  }

  /** The colour of most pixels of a chart: that of its first curve. */
  private static String colour() {
    return "(() => { const c = document.querySelector('#curve canvas'), seen = {};"
        + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        + " for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) {"
        + " const k = d[i] + ',' + d[i + 1] + ',' + d[i + 2]; seen[k] = (seen[k] || 0) + 1; }"
        + " return Object.keys(seen).sort((a, b) => seen[b] - seen[a])[0]; })()";
  }

  private static String painted(String canvas) {
    return "(() => { const c = document.querySelector('"
        + canvas
        + "'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        + " return d.some(v => v !== 0); })()";
  }

  /** The figures of a column of the first table. */
  private List<Double> column(int number) {
    String cells =
        browser.evaluate(
            "[...document.querySelectorAll('#table > div:first-child tbody td:nth-child("
                + number
                + ")')].map(cell => cell.textContent).join(' ')");
    return Stream.of(cells.split(" ")).map(Double::valueOf).toList();
  }

  private String text(String selector) {
    return browser.evaluate("document.querySelector('" + selector + "').textContent");
  }

  private void click(String selector) {
    browser.evaluate("(document.querySelector('" + selector + "').click(), 1)");
  }

  private void type(String selector, String text) {
    browser.evaluate(
        "(e => { e.value = '%s'; e.dispatchEvent(new Event('input')); })(document.querySelector('%s'))"
            .formatted(text, selector));
  }
}
