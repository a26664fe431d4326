package io.rttd.reporting.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.model.Service;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramLogTest {
  @TempDir Path folder;
  private Path log;

  @BeforeEach
  void writeTwoIntervals() {
    log = folder.resolve("rtt.hlog");
    try (FileSink sink = FileSink.open(log, new HistogramLogLines())) {
      sink.onReport(
          Reports.report(
              0,
              Samples.of("192.0.2.1", "192.0.2.2").held(3_000_000, 5_000_000).build(),
              Samples.of("2001:db8::1", "2001:db8::2").prompt(9_000_000).build()));
      sink.onReport(
          Reports.report(
              1, Samples.of("192.0.2.1", "192.0.2.2").prompt(4_000_000, 40_000_000).build()));
    }
  }

  @Test
  void shouldBeReadableByTheProcessorOfHdrHistogram() throws Exception {
    Path out = folder.resolve("out");
    process(out);

    List<String> intervals = Files.readAllLines(out);
    assertThat(intervals).anyMatch(line -> line.startsWith("1.000: I:2 (   3.015   5.014 "));
    assertThat(intervals).anyMatch(line -> line.startsWith("2.000: I:2 (   4.014  40.108 "));
    assertThat(Files.readString(Path.of(out + ".hgrm")))
        .contains("#[Max     =        40.11, Total count")
        .contains("40.11 1.000000000000          4");
  }

  @Test
  void shouldNameEachPairAndKeepPathSamplesApart() throws IOException {
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      EncodableHistogram first = reader.nextIntervalHistogram();
      assertThat(first.getTag()).isEqualTo("eth0/192.0.2.1/192.0.2.2");
      assertThat(first.getStartTimeStamp()).isEqualTo(Reports.START_NS / 1_000_000);
      assertThat(first.getEndTimeStamp()).isEqualTo(Reports.START_NS / 1_000_000 + 1000);
      assertThat((double) ((Histogram) first).getMaxValue()).isCloseTo(5e6, within(5e4));
      assertThat(reader.nextIntervalHistogram().getTag()).isEqualTo("eth0/2001:db8::1/2001:db8::2");
      EncodableHistogram path = reader.nextIntervalHistogram();
      assertThat(path.getTag()).isEqualTo("eth0/2001:db8::1/2001:db8::2/path");
      assertThat(((Histogram) path).getTotalCount()).isEqualTo(1);
    }
  }

  @Test
  void shouldStayReadableWhenAnotherRunAppendsToIt() throws Exception {
    try (FileSink sink = FileSink.open(log, new HistogramLogLines())) {
      sink.onReport(
          Reports.report(60, Samples.of("192.0.2.1", "192.0.2.2").prompt(1_000_000).build()));
    }
    Path out = folder.resolve("out");

    process(out);

    assertThat(out).content().contains("61.000: I:1 (");
  }

  @Test
  void shouldTagTheServiceOfAPairThatHasOne() {
    try (FileSink sink = FileSink.open(log, new HistogramLogLines())) {
      sink.onReport(
          Reports.report(
              60, Samples.of("192.0.2.1", "192.0.2.2", new Service(1, "api")).prompt(1).build()));
    }
    assertThat(log)
        .content()
        .contains("\nTag=eth0/192.0.2.1/192.0.2.2/service_port:api,")
        .contains("\nTag=eth0/192.0.2.1/192.0.2.2/service_port:api/path,");
  }

  @Test
  void shouldLetNoNameBreakALine() {
    assertThat(log).content().doesNotContain("Tag=eth0/192.0.2.1/192.0.2.2,,");
    try (FileSink sink = FileSink.open(log, new HistogramLogLines())) {
      sink.onReport(
          new SnapshotMerger("a, b\n", List.of(), PeerNaming.ADDRESSES)
              .merge(
                  List.of(
                      new FakeShard(0, 1)
                          .snapshot(
                              Reports.START_NS,
                              false,
                              Samples.of("192.0.2.1", "192.0.2.2").prompt(1).build())),
                  0,
                  CaptureReading.NONE));
    }
    assertThat(log).content().contains("\nTag=a__b_/192.0.2.1/192.0.2.2,1767225599.000,1.000,");
  }

  /** As {@code java org.HdrHistogram.HistogramLogProcessor} does, of one pair. */
  private void process(Path out) throws Exception {
    HistogramLogProcessor processor =
        new HistogramLogProcessor(
            new String[] {
              "-i", log.toString(), "-o", out.toString(), "-tag", "eth0/192.0.2.1/192.0.2.2"
            });
    processor.start();
    processor.join();
  }
}
