package io.rttd.testbed.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.model.SegmentAccount;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hostile pattern, in small: what it must not do to memory, to others, and to the counts. */
class HostileTrafficTest {
  private static final int FRAMES = 30_000;

  /** Each frame of those that reach over thousands of segments takes long. */
  private static final int WIDE_FRAMES = 10_500;

  private static final long LIMIT_BYTES = 4 << 20;

  static Stream<String> patterns() {
    return Patterns.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void shouldStayWithinMemoryMeasureTheOthersAndCountEverything(String name) {
    int count = name.contains("8,192") ? WIDE_FRAMES : FRAMES;
    HostileFrames frames = new HostileFrames(Patterns.all().get(name).get(), count, 64 << 20);
    HostileRun.Result result = new HostileRun(frames, LIMIT_BYTES).run(Long.MAX_VALUE);

    assertThat(result.frames()).isEqualTo(count);
    assertThat(result.memoryPeakBytes()).isBetween(1L, LIMIT_BYTES);
    assertThat(result.establishedSamples()).isEqualTo(result.exchanges());
    assertThat(result.negative()).isZero();
    assertThat(result.countedSamples()).isEqualTo(result.samples());
    assertThat(result.countedVerdicts()).isEqualTo(result.verdicts());
    SegmentAccount segments = result.segments();
    assertThat(segments.acks()).isEqualTo(result.verdicts());
    assertThat(segments.acknowledged() + segments.abandoned() + segments.untimed())
        .isEqualTo(segments.entered() - segments.outstanding());
    assertThat(result.counters().get(CaptureCounter.PACKETS)).isEqualTo(count);
    assertThat(result.counters().get(CaptureCounter.SEGMENTS) + result.notMeasured())
        .isEqualTo(count);
  }
}
