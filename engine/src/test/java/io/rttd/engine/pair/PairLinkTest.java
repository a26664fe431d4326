package io.rttd.engine.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.RttStats;
import org.junit.jupiter.api.Test;

class PairLinkTest {
  private final Slab slab = new Slab(HalfFlow.BYTES_ALONE, 1);
  private final HalfFlow half = new HalfFlow().wrap(slab.address(slab.allocate()));

  @Test
  void shouldKnowNeitherPairNorSampleAtFirst() {
    half.initialise();

    assertThat(PairLink.pair(half)).isEqualTo(PairLink.NONE);
    assertThat(PairLink.lastRttNs(half)).isEqualTo(RttStats.NO_PREVIOUS);
  }

  @Test
  void shouldKeepThePairButNotTheSampleForTheNextConnection() {
    half.initialise();
    PairLink.setPair(half, 0);
    PairLink.setLastRttNs(half, Long.MAX_VALUE - 1);
    assertThat(PairLink.pair(half)).isZero();
    assertThat(PairLink.lastRttNs(half)).isEqualTo(Long.MAX_VALUE - 1);

    half.clear();
    assertThat(PairLink.pair(half)).isZero();
    assertThat(PairLink.lastRttNs(half)).isEqualTo(RttStats.NO_PREVIOUS);
  }

  @Test
  void shouldNotTouchWhatTheMatcherKeeps() {
    half.initialise();
    PairLink.setPair(half, -2);
    PairLink.setLastRttNs(half, -2);

    assertThat(half.isSeen()).isFalse();
    assertThat(half.hasSent()).isFalse();
    assertThat(half.hasFinished()).isFalse();
  }
}
