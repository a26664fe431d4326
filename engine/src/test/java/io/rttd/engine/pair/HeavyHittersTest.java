package io.rttd.engine.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Service;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeavyHittersTest {
  private static final int BUSY = 200;
  private static final int LIGHT = 200_000;
  private static final int SAMPLES = 20;

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void shouldCountTwoBusyPairsOfOneSetThatAlternate() {
    HeavyHitters newcomers = new HeavyHitters(HeavyHitters.WAYS);
    for (int light = 0; light < HeavyHitters.WAYS; light++) {
      count(newcomers, 100 + light);
    }
    for (int i = 0; i < SAMPLES; i++) {
      count(newcomers, 1);
      count(newcomers, 2);
    }

    assertThat(newcomers.rank(SAMPLES / 2)).isEqualTo(2);
    assertThat(Set.of(newcomers.hash(0), newcomers.hash(1))).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void shouldFindAllBusyPairsAmongAThousandTimesAsManyLightOnes() {
    HeavyHitters newcomers = new HeavyHitters(4096);
    long[] busy = random.longs(BUSY).toArray();
    random.longs(LIGHT).forEach(hash -> count(newcomers, hash));
    for (int i = 0; i < SAMPLES; i++) {
      for (long hash : busy) {
        count(newcomers, hash);
      }
    }
    random.longs(LIGHT).forEach(hash -> count(newcomers, hash));

    int found = newcomers.rank(SAMPLES / 2);
    Set<Long> hashes = new HashSet<>();
    for (int rank = 0; rank < found; rank++) {
      hashes.add(newcomers.hash(rank));
      assertThat(newcomers.samples(rank)).as("never too high").isLessThanOrEqualTo(SAMPLES);
    }
    for (long hash : busy) {
      assertThat(hashes).contains(hash);
    }
  }

  private static void count(HeavyHitters newcomers, long hash) {
    newcomers.count(hash, 0, hash, 0, ~hash, Service.NONE);
  }
}
