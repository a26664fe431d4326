package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static io.rttd.daemon.CommandRun.rttdTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFilesTest {
  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void writeCapture() throws IOException {
    capture = folder.resolve("two seconds.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.1", "198.51.100.9", 40_001, 1_500_000, 24_000);
    }
  }

  @Test
  void shouldNotWriteWhereASymbolicLinkLeads() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "as it was");
    Path link = Files.createSymbolicLink(folder.resolve("link"), precious);

    for (String option : List.of("--samples", "--hlog", "--jsonl", "--html")) {
      CommandRun run = rttd("analyze", option, link, capture);

      assertThat(run.exitCode()).as(option).isEqualTo(2);
      assertThat(run.err()).contains(option + " " + link + " is a symbolic link to " + precious);
    }
    assertThat(precious).hasContent("as it was");
  }

  @Test
  void shouldWriteAnIntervalLogBesideTheTable() throws IOException {
    Path log = folder.resolve("rtt.hlog");

    CommandRun run = rttd("analyze", "--hlog", log, "--interval", 1, capture);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(rttd("analyze", capture).out()).contains("      6  20.000");
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      long samples = 0;
      int intervals = 0;
      while (reader.hasNext()) {
        EncodableHistogram histogram = reader.nextIntervalHistogram();
        if ("two_seconds.pcap/192.0.2.1/198.51.100.9".equals(histogram.getTag())) {
          samples += ((Histogram) histogram).getTotalCount();
          intervals++;
        }
      }
      assertThat(samples).isEqualTo(6);
      assertThat(intervals).isEqualTo(2);
    }
  }

  @Test
  void shouldWriteLinesOfJsonForEachInterval() throws IOException {
    Path lines = folder.resolve("rtt.jsonl");

    rttd("analyze", "--jsonl", lines, "--interval", 1, capture);

    assertThat(Files.readAllLines(lines))
        .hasSize(6)
        .first()
        .asString()
        .startsWith("{\"type\":\"capture\",\"start\":\"2026-01-01T00:00:00Z\"")
        .contains("\"end\":\"2026-01-01T00:00:01Z\"")
        .contains("\"packets\":{\"read\":1");
  }

  @Test
  void shouldNeverWriteTwoResultsIntoOneFile() {
    Path out = folder.resolve("out");

    CommandRun run = rttd("analyze", "--hlog", out, "--jsonl", out, capture);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--jsonl").contains("would overwrite");
    assertThat(rttd("analyze", "--hlog", capture, capture).exitCode()).isEqualTo(2);
    assertThat(rttd("analyze", "--interval", "0", capture).err()).contains("1 to 86400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=table",
        "--format=json",
        "--format=csv",
        "--format=hgrm",
        "--samples=-",
        "--explain=192.0.2.1:40000-198.51.100.9:80"
      })
  @EnabledOnOs(OS.LINUX)
  void shouldSayThatStandardOutputHasNoRoom(String option) throws IOException {
    try (OutputStream full = new BufferedOutputStream(new FileOutputStream("/dev/full"))) {
      CommandRun run = rttdTo(full, "analyze", option, capture);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo("rttd: cannot write to standard output: No space left on device\n");
    } catch (IOException e) {
      assertThat(e).as("of the last flush").hasMessage("No space left on device");
    }
  }

  @Test
  void shouldNotComplainOfAReaderThatHasSeenEnough() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int oneByte) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertThat(rttdTo(closed, "analyze", capture)).isEqualTo(new CommandRun(0, "", ""));
    assertThat(rttdTo(closed, "analyze", "--samples=-", capture))
        .isEqualTo(new CommandRun(0, "", ""));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldNameTheFileThatCannotBeWritten() {
    for (String option : new String[] {"--samples", "--hlog", "--jsonl", "--html"}) {
      CommandRun run = rttd("analyze", option, "/dev/full", capture);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("cannot write to /dev/full: No space left on device");
    }
  }
}
