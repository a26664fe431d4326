package io.rttd.daemon.htmlreport;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CaptureOnDisk.End;
import io.rttd.daemon.CommandRun;
import io.rttd.model.TcpFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
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
    assertThat(html.split("</script>", -1)).as("the template's own three").hasSize(4);
    assertThat(html).doesNotContain("<img").contains("\\u003C/script\\u003E");
  }

  @Test
  void shouldFetchNothing() throws IOException {
    rttd("analyze", "--html", page, capture);

    assertThat(Files.readString(page))
        .contains("default-src 'none'")
        .doesNotContainPattern("(src|href)=\"")
        .doesNotContainPattern("url\\(|@import")
        .doesNotContainPattern(
            "https?://(?!www\\.w3\\.org/2000/svg|github\\.com/leeoniya/uPlot \\(v)");
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
    assertThat(Pattern.compile("\"curve\":").matcher(html).results().count())
        .as("24 pairs, all of them together, a service, and the connections that lead")
        .isBetween(25L, 25L + 2 + 2 * 60);
    assertThat(html).contains("\"connections_total\":700");
    assertThat(Files.size(page)).isLessThan(2_000_000);
  }

  @Test
  void shouldStayBelowFiveMegabytesForAMillionSamples() throws IOException {
    Path million = folder.resolve("million.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(million)) {
      for (int i = 0; i < 1_000_000; i++) {
        int peer = i % 30 + (i % 7 == 0 ? 30 + i / 2_000 : 0);
        End there =
            new End("192.0.2.1", 20_000 + peer, "10.1." + peer / 250 + "." + (1 + peer % 250), 443);
        End back = new End(there.to(), there.toPort(), there.from(), there.fromPort());
        int seq = 1 + i * 100;
        disk.segment(i * 700L, there, seq, 1, TcpFlags.ACK, 100);
        disk.segment(i * 700L + 300 + i % 97, back, 1, seq + 100, TcpFlags.ACK, 0);
      }
    }

    rttd("analyze", "--html", page, "--local", "192.0.2.1", million);

    assertThat(page).content().contains("\"samples\":1000000,");
    assertThat(Files.size(page)).isLessThan(5_000_000);
  }

  @Test
  void shouldCarryTheLicenceOfItsChartLibrary() throws IOException {
    rttd("analyze", "--html", page, capture);

    assertThat(page).content().contains("Leon Sorokin", "Permission is hereby granted");
  }

  @Test
  void shouldTellOfDamage() throws IOException {
    byte[] whole = Files.readAllBytes(capture);
    Files.write(capture, Arrays.copyOf(whole, whole.length - 3));

    CommandRun run = rttd("analyze", "--html", page, capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(page).content().containsPattern("\"damages\":\\[\"[^\"]+at byte \\d+");
  }
}
