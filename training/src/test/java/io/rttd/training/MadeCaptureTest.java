package io.rttd.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.EngineConfig;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Verdict;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeCaptureTest {
  @TempDir Path folder;

  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final CaptureCounters counters = new CaptureCounters();

  @Test
  void shouldMakeTheSameBytesFromTheSameSeedAndOthersFromAnother() throws Exception {
    Path one = folder.resolve("one.pcap");
    Path same = folder.resolve("same.pcap");
    Path other = folder.resolve("other.pcap");
    MadeCapture.bulk(one, 2000, 5, 96, 7);
    MadeCapture.bulk(same, 2000, 5, 96, 7);
    MadeCapture.bulk(other, 2000, 5, 96, 8);
    assertThat(same).hasSameBinaryContentAs(one);
    assertThat(Files.mismatch(one, other)).isNotNegative();
  }

  @Test
  void shouldMakeBulkTransfersInWhichNearlyEachAckIsASample() throws Exception {
    Path file = folder.resolve("bulk.pcap");
    assertThat(MadeCapture.bulk(file, 50_000, 10, 96, 1).packets()).isEqualTo(50_000);
    measure(file);
    assertThat(counters.get(CaptureCounter.SEGMENTS)).isEqualTo(50_000);
    assertThat(verdicts.get(Verdict.EXACT)).isGreaterThan(11_000);
    assertThat(verdicts).containsKeys(Verdict.SACK).doesNotContainKey(Verdict.UNSEEN);
  }

  @Test
  void shouldMakeShortConnectionsFromSynToFin() throws Exception {
    Path file = folder.resolve("short.pcap");
    MadeCapture.Summary summary = MadeCapture.shortConnections(file, 20_000, 10, 1_000_000, 96, 1);
    measure(file);
    assertThat(counters.get(CaptureCounter.SEGMENTS)).isEqualTo(summary.packets());
    assertThat(summary.connections()).isGreaterThan(500);
    // SYN, SYN/ACK, both FINs, and an ACK or two for each exchange.
    assertThat(verdicts.get(Verdict.EXACT)).isGreaterThan((int) (7 * summary.connections()));
    assertThat(verdicts).doesNotContainKey(Verdict.UNSEEN);
  }

  private void measure(Path file) throws Exception {
    EngineConfig config =
        EngineConfig.defaults(1).keepingFlows().withMemoryLimit(64 << 20).withShards(0);
    try (FrameSource source = CaptureFiles.open(file);
        CapturePipeline pipeline =
            CapturePipeline.of("made", source, config)
                .counters(counters)
                .verdicts(verdict -> verdicts.merge(verdict.verdict(), 1, Integer::sum))
                .build()) {
      pipeline.start();
      while (pipeline.pump().poll(1000) != FrameSource.END) {
        // The pump does the work.
      }
    }
  }
}
