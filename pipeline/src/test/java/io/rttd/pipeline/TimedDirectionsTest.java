package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimedDirectionsTest {
  private static final int LOCAL = 0x0A00_0001;
  private static final int REMOTE = 0xCB00_7101;

  private final TimedDirections host =
      TimedDirections.host(new LocalNetworks(List.of(), List.of(Cidr.parse("10.0.0.0/8"))));

  @Test
  void shouldTimeTheLocalSource() {
    assertThat(host.of(segment(LOCAL, REMOTE))).isEqualTo(Segment.TIMED_SRC);
  }

  @Test
  void shouldTimeTheLocalDestination() {
    assertThat(host.of(segment(REMOTE, LOCAL))).isEqualTo(Segment.TIMED_DST);
  }

  @Test
  void shouldTimeBothWhenBothAreLocal() {
    assertThat(host.of(segment(LOCAL, LOCAL + 1))).isEqualTo(Segment.TIMED_SRC | Segment.TIMED_DST);
  }

  @Test
  void shouldTimeNothingBetweenRemoteEndsInHostMode() {
    assertThat(host.of(segment(REMOTE, REMOTE + 1))).isZero();
  }

  @Test
  void shouldTimeRemoteEndsInTapMode() {
    assertThat(TimedDirections.bothEnds().of(segment(REMOTE, REMOTE + 1)))
        .isEqualTo(Segment.TIMED_SRC | Segment.TIMED_DST);
  }

  private static Segment segment(int source, int destination) {
    Segment segment = new Segment();
    segment.srcLo = Addresses.ipv4Lo(source);
    segment.dstLo = Addresses.ipv4Lo(destination);
    return segment;
  }
}
