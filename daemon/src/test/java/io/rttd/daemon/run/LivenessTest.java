package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LivenessTest {
  private final Liveness liveness = new Liveness(10);

  @Test
  void shouldNameTheThreadWhoseNumberStandsStill() {
    assertThat(liveness.standingStill(Map.of("capture", 1L, "shard", 1L), 0)).isEmpty();
    assertThat(liveness.standingStill(Map.of("capture", 2L, "shard", 1L), 10)).isEmpty();
    assertThat(liveness.standingStill(Map.of("capture", 3L, "shard", 1L), 11))
        .containsExactly("shard");
    assertThat(liveness.standingStill(Map.of("capture", 4L, "shard", 2L), 12)).isEmpty();
  }

  @Test
  void shouldForgetAThreadThatEnded() {
    liveness.standingStill(Map.of("capture", 1L), 0);
    assertThat(liveness.standingStill(Map.of(), 100)).isEmpty();
    assertThat(liveness.standingStill(Map.of("capture", 1L), 200)).isEmpty();
  }
}
