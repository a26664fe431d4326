package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TcpInfoTest {
  private static final int LENGTH = 232;
  private static final int AT = 4;

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[AT + LENGTH]);

  @Test
  void shouldReadTimesAndCounts() {
    buffer.putInt(AT + 68, 1_234);
    buffer.putInt(AT + 100, 7);
    buffer.putInt(AT + 148, 1_001);
    buffer.putInt(AT + 156, -2);

    assertThat(TcpInfo.read(buffer, AT, LENGTH))
        .isEqualTo(new TcpInfo(1_234_000, 1_001_000, 7, 0xFFFF_FFFEL));
  }

  @Test
  void shouldNotKnowWhatTheKernelHasNotMeasured() {
    buffer.putInt(AT + 148, -1);

    TcpInfo info = TcpInfo.read(buffer, AT, LENGTH);

    assertThat(info.rttNs()).isEqualTo(TcpInfo.UNKNOWN);
    assertThat(info.minRttNs()).isEqualTo(TcpInfo.UNKNOWN);
  }

  @Test
  void shouldNotKnowTheFieldsOfNewerKernels() {
    buffer.putInt(AT + 68, 5);

    assertThat(TcpInfo.read(buffer, AT, 104)).isEqualTo(new TcpInfo(5_000, -1, 0, -1));
    assertThat(TcpInfo.read(buffer, AT, 0)).isEqualTo(new TcpInfo(-1, -1, -1, -1));
  }
}
