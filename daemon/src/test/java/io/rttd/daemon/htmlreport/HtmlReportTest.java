package io.rttd.daemon.htmlreport;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final int BROWSER_PATIENCE_S = 60;

  @TempDir Path folder;
  private Path capture;
  private Path page;

  @BeforeEach
  void writeCapture() throws IOException {
    page = folder.resolve("report.html");
    // Folder and file together end a script element, if nobody is careful.
    Path hostile = Files.createDirectory(folder.resolve("a<"));
    capture = hostile.resolve("script><img src=x onerror=alert(1)>.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.1", "198.51.100.9", 40_001, 200_000, 24_000)
          .connection("2001:db8::1", "2001:db8::2", 40_002, 400_000, 3_500);
    }
  }

  @Test
  void shouldWriteAPageBesideTheTable() throws IOException {
    CommandRun run = rttd("analyze", "--html", page, capture);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(rttd("analyze", capture).out());
    assertThat(page)
        .content()
        .startsWith("<!DOCTYPE html>")
        .contains("\"src\":\"192.0.2.1\",\"dst\":\"198.51.100.9\",\"count\":6,")
        .doesNotContain("/*DATA*/");
  }

  @Test
  void shouldLetNoNameEndItsScript() throws IOException {
    rttd("analyze", "--html", page, capture);

    String html = Files.readString(page);
    assertThat(html.split("</script>", -1)).as("the template's own two").hasSize(3);
    assertThat(html).doesNotContain("<img").contains("\\u003C/script\\u003E");
  }

  @Test
  void shouldFetchNothing() throws IOException {
    rttd("analyze", "--html", page, capture);

    assertThat(Files.readString(page))
        .contains("default-src 'none'")
        .doesNotContainPattern("(src|href)=\"")
        .doesNotContainPattern("url\\(|@import")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
  }

  @Test
  void shouldKeepItsSizeWithinBounds() throws IOException {
    Path many = folder.resolve("many.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(many)) {
      for (int i = 0; i < 700; i++) {
        disk.connection(
            "192.0.2.1", "10.0." + i / 250 + "." + (1 + i % 250), 1024 + i, i * 10_000L, 4_000);
      }
    }

    rttd("analyze", "--html", page, "--local", "192.0.2.1", many);

    String html = Files.readString(page);
    assertThat(Pattern.compile("\"src\":").matcher(html).results().count()).isEqualTo(500);
    assertThat(html).contains("\"pairs_total\":700");
    assertThat(Pattern.compile("\"curve\":").matcher(html).results().count()).isEqualTo(25);
    assertThat(Files.size(page)).isLessThan(1_500_000);
  }

  @Test
  void shouldTellOfDamage() throws IOException {
    byte[] whole = Files.readAllBytes(capture);
    Files.write(capture, Arrays.copyOf(whole, whole.length - 3));

    CommandRun run = rttd("analyze", "--html", page, capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(page).content().containsPattern("\"damages\":\\[\"[^\"]+at byte \\d+");
  }

  @Test
  void shouldShowChartsAndTablesInABrowser() throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeThat(browser).as("chromium in PATH").isPresent();
    rttd("analyze", "--html", page, capture);

    String dom = domIn(browser.get());

    assertThat(dom).contains("script&gt;&lt;img src=x onerror=alert(1)&gt;.pcap</h1>");
    assertThat(dom).contains("<td><button type=\"button\">192.0.2.1 → 198.51.100.9</button></td>");
    assertThat(dom).contains("<th scope=\"col\" aria-sort=\"descending\">");
    assertThat(Pattern.compile("<svg[^>]*viewBox=\"0 0 \\d{3,} ").matcher(dom).results().count())
        .as("charts drawn")
        .isEqualTo(3);
    assertThat(dom).contains("class=\"band\"").contains("class=\"f-path\"");
    assertThat(dom).contains("exact 18");
  }

  private String domIn(Path browser) throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    List<String> command = new ArrayList<>(List.of(browser.toString()));
    command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"));
    command.addAll(List.of("--no-first-run", "--disable-background-networking"));
    command.addAll(List.of("--disable-component-update", "--disable-sync"));
    command.add("--user-data-dir=" + folder.resolve("browser"));
    command.addAll(List.of("--virtual-time-budget=5000", "--dump-dom", page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(BROWSER_PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static Optional<Path> browser() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
