package io.rttd.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.EngineConfig;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Verdict;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCapturesTest {
  private static final int PACKETS = 20_000;

  @TempDir Path folder;

  @Test
  void shouldMeetWhatRttdMeetsOnANetwork() throws Exception {
    List<Path> captures = TrainingCaptures.write(folder, PACKETS);
    assertThat(captures)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("bulk.pcap", "short.pcap", "lossy.pcap", "vxlan.pcap");

    Map<Verdict, Integer> bulk = measure(captures.get(0));
    Map<Verdict, Integer> lossy = measure(captures.get(2));
    assertThat(lossy.get(Verdict.SACK)).isGreaterThan(10 * bulk.getOrDefault(Verdict.SACK, 0));
    assertThat(measure(captures.get(1)).get(Verdict.EXACT)).isGreaterThan(PACKETS / 5);
    assertThat(measure(captures.get(3)).get(Verdict.EXACT)).isGreaterThan(PACKETS / 5);
  }

  /** All packets count as segments of TCP, inside a tunnel or not. */
  private static Map<Verdict, Integer> measure(Path file) throws Exception {
    EngineConfig config =
        EngineConfig.defaults(1).keepingFlows().withMemoryLimit(64 << 20).withShards(0);
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    CaptureCounters counters = new CaptureCounters();
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
    assertThat(counters.get(CaptureCounter.SEGMENTS))
        .as(file.toString())
        .isGreaterThanOrEqualTo(PACKETS);
    return verdicts;
  }
}
