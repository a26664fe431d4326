package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel and the capture thread count reaches the report, whichever lane counted it. */
final class LaneCountsTest {
  private static final EngineConfig ENGINE =
      EngineConfig.defaults(1).withShards(0).withMemoryLimit(16 << 20);

  private final ScriptedSource first = new ScriptedSource(true);
  private final ScriptedSource second = new ScriptedSource(true);
  private final CaptureCounters firstCounters = new CaptureCounters();
  private final CaptureCounters secondCounters = new CaptureCounters();
  private final List<Lane> lanes =
      List.of(lane(first, firstCounters), lane(second, secondCounters));

  @AfterEach
  void abandon() {
    lanes.forEach(Lane::abandon);
  }

  @Test
  void shouldSumWhatTheKernelCountsForEachLane() {
    first.kernelDrops = 3;
    second.kernelDrops = 4;
    first.kernelFreezes = 10;
    second.kernelFreezes = 20;

    assertThat(counts().get(CaptureCounter.KERNEL_DROPS)).isEqualTo(7);
    assertThat(counts().get(CaptureCounter.KERNEL_FREEZES)).isEqualTo(30);
  }

  @Test
  void shouldCountAnInterruptionOnceThoughEachLaneSeesIt() {
    first.interruptions = 2;
    second.interruptions = 2;

    assertThat(counts().get(CaptureCounter.INTERRUPTIONS)).isEqualTo(2);
  }

  @Test
  void shouldSumWhatTheCaptureThreadsCount() {
    firstCounters.add(CaptureCounter.TRUNCATED, 5);
    secondCounters.add(CaptureCounter.TRUNCATED, 6);

    assertThat(counts().get(CaptureCounter.TRUNCATED)).isEqualTo(11);
  }

  private CaptureCounts counts() {
    return LaneCounts.read(lanes, 1).counts();
  }

  private static Lane lane(ScriptedSource source, CaptureCounters counters) {
    CapturePipeline pipeline =
        CapturePipeline.of("test", source, ENGINE).counters(counters).build();
    return new Lane("test", source, pipeline, Throwable::printStackTrace);
  }
}
