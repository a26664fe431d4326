package io.rttd.testbed.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rttd.perf.bench.SampleFrames;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ConnectionSpreadTest {
  private static final long MS = 1_000_000;
  private static final int PROTOCOL_OFFSET = 23;
  private static final int SOURCE_PORT_OFFSET = 34;
  private static final int SEQ_OFFSET = 38;

  private final byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
  private final ConnectionSpread spread = spread(1);

  @Test
  void shouldDelayAllFramesOfAConnectionAlike() {
    long first = extraNs(spread);
    frame[SEQ_OFFSET] ^= 1;

    assertThat(extraNs(spread)).isEqualTo(first).isNotZero();
    assertThat(extraNs(spread(2))).isNotEqualTo(first);
  }

  @Test
  void shouldSpreadConnectionsEvenlyAroundTheDelay() {
    int connections = 20_000;
    double sum = 0;
    double squares = 0;
    for (int port = 0; port < connections; port++) {
      frame[SOURCE_PORT_OFFSET] = (byte) (port >> 8);
      frame[SOURCE_PORT_OFFSET + 1] = (byte) port;
      double extraMs = (double) extraNs(spread) / MS;
      assertThat(extraMs).isBetween(-3.0, 3.0);
      sum += extraMs;
      squares += extraMs * extraMs;
    }

    assertThat(sum / connections).isCloseTo(0, within(0.05));
    // The variance of an even distribution is a twelfth of its squared width.
    assertThat(squares / connections).isCloseTo(6.0 * 6.0 / 12, within(0.1));
  }

  @Test
  void shouldLeaveFramesWithoutTcpAlone() {
    frame[PROTOCOL_OFFSET] = 17;

    assertThat(extraNs(spread)).isZero();
  }

  @Test
  void shouldNotAllowADelayBelowZero() {
    assertThatThrownBy(() -> new LinkSettings(MS, 0, 0, 0, 0, 0, 1, MS + 1))
        .hasMessageContaining("spread");
  }

  private static ConnectionSpread spread(long seed) {
    return new ConnectionSpread(new LinkSettings(10 * MS, 0, 0, 0, 0, 0, seed, 3 * MS));
  }

  private long extraNs(ConnectionSpread of) {
    return of.extraNs(new UnsafeBuffer(frame), 0, frame.length);
  }
}
