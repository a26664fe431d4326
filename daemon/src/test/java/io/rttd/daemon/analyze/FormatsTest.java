package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatsTest {
  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void writeCapture() throws IOException {
    capture = CaptureOnDisk.golden(folder);
  }

  @Test
  void shouldPrintTheGoldenJsonAndNothingElse() throws IOException {
    CommandRun run = rttd("analyze", "--format", "json", capture);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().replace(folder.toString(), "FOLDER")).isEqualTo(golden("pairs.json"));
  }

  @Test
  void shouldPrintTheGoldenCsvAndNothingElse() throws IOException {
    CommandRun run = rttd("analyze", "--format", "csv", capture);

    assertThat(run.out()).isEqualTo(golden("pairs.csv"));
    assertThat(run.outLines().stream().map(line -> line.split(",", -1).length)).containsOnly(33);
  }

  @Test
  void shouldTellOfDamageInTheDocumentAndOnStandardError() throws IOException {
    byte[] whole = Files.readAllBytes(capture);
    Files.write(capture, Arrays.copyOf(whole, whole.length - 3));

    CommandRun run = rttd("analyze", "--format", "json", capture);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsPattern("\"byte_offset\" : \\d+").contains("\"message\" : \"");
    assertThat(run.err()).containsPattern("at byte \\d+");
  }

  @Test
  void shouldPrintFiguresThatAreNotThereAsNullAndAsAnEmptyCell() throws IOException {
    Path empty = folder.resolve("empty.pcap");
    new CaptureOnDisk(empty).close();

    assertThat(rttd("analyze", "--format", "json", empty).out())
        .contains("\"start\" : null")
        .contains("\"end\" : null");
    assertThat(rttd("analyze", "--format", "csv", empty).outLines()).hasSize(1);
    // A capture of a lone, repeated segment: a retransmission, no sample.
    Path lone = folder.resolve("lone.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(lone)) {
      CaptureOnDisk.End end = new CaptureOnDisk.End("192.0.2.1", 1, "192.0.2.2", 2);
      disk.segment(0, end, 100, 1, 16, 10).segment(1000, end, 100, 1, 16, 10);
    }
    assertThat(rttd("analyze", "--format", "csv", lone).outLines().get(1))
        .isEqualTo("192.0.2.1,192.0.2.2,0,1,,,,,,,,,,,,0,,,,,,,,0,,1,0,0.000000,0,0,0,0,0");
    assertThat(rttd("analyze", "--format", "json", lone).out())
        .contains("\"p50_ms\" : null")
        .contains("\"mean_ms\" : null");
    assertThat(rttd("analyze", "--format", "hgrm", lone).out()).isEmpty();
  }

  /** As HdrHistogram's plotter does: lines of four numbers are points, all others are not. */
  @Test
  void shouldPrintDistributionsThatThePlotterReads() {
    CommandRun run = rttd("analyze", "--format", "hgrm", capture);

    int section = run.outLines().indexOf("# 192.0.2.1 198.51.100.9 all");
    assertThat(section).isNotNegative();
    assertThat(run.outLines()).contains("# 192.0.2.1 198.51.100.9 path");
    double[] median =
        IntStream.range(section, section + 20)
            .mapToObj(i -> run.outLines().get(i).trim().split(" +"))
            .filter(cells -> cells.length == 4 && cells[1].equals("0.500000000000"))
            .map(cells -> Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray())
            .findFirst()
            .orElseThrow();
    assertThat(median[0]).isCloseTo(20.0, within(0.2));
    assertThat(median[2]).isEqualTo(3);
    assertThat(median[3]).isEqualTo(2.0);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = FormatsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
