package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineConfigTest {
  private static final Duration TTL = Duration.ofSeconds(7);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final EngineConfig UNUSUAL =
      new EngineConfig(
          TTL, TTL, TTL, 16 << 20, 100, 200, 3, 1024, WaitStrategyKind.YIELDING, TIMEOUT, true);

  @Test
  void shouldChangeOneValueAtATime() {
    assertThat(UNUSUAL.withMaxRtt(TIMEOUT).withMaxRtt(TTL)).isEqualTo(UNUSUAL);
    assertThat(UNUSUAL.withMaxFlows(1).withMaxFlows(100)).isEqualTo(UNUSUAL);
    assertThat(UNUSUAL.withMemoryLimit(1).withMemoryLimit(16 << 20)).isEqualTo(UNUSUAL);
    assertThat(UNUSUAL.withShards(0).withShards(3)).isEqualTo(UNUSUAL);
    assertThat(
            UNUSUAL
                .withRings(2048, WaitStrategyKind.BLOCKING)
                .withRings(1024, WaitStrategyKind.YIELDING))
        .isEqualTo(UNUSUAL);
  }

  /** The reader of a file has no time to wake shards. */
  @Test
  void shouldLetShardsPollForFiles() {
    assertThat(UNUSUAL.forFiles(TTL).waitStrategy()).isEqualTo(WaitStrategyKind.SLEEPING);
  }
}
