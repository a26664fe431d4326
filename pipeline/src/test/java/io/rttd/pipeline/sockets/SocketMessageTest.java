package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Address;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SocketMessageTest {
  private static final int OFFSET = 16;

  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);

  private SocketMessage message(int family, int attributesLength) {
    buffer.putByte(OFFSET, (byte) family);
    buffer.putByte(OFFSET + 1, (byte) 10);
    buffer.putShort(OFFSET + 4, (short) 5432, ByteOrder.BIG_ENDIAN);
    buffer.putInt(OFFSET + 8, 0xC612_0001, ByteOrder.BIG_ENDIAN);
    buffer.putInt(OFFSET + 64, 1000);
    buffer.putInt(OFFSET + 68, -2);
    return new SocketMessage().wrap(buffer, OFFSET, SocketMessage.FIXED_LENGTH + attributesLength);
  }

  private void attribute(int at, int length, int type, long value) {
    buffer.putShort(OFFSET + SocketMessage.FIXED_LENGTH + at, (short) length);
    buffer.putShort(OFFSET + SocketMessage.FIXED_LENGTH + at + 2, (short) type);
    buffer.putLong(OFFSET + SocketMessage.FIXED_LENGTH + at + 4, value);
  }

  @Test
  void shouldReadTheFixedPart() {
    SocketMessage message = message(2, 0);

    assertThat(message.state()).isEqualTo(10);
    assertThat(message.localPort()).isEqualTo(5432);
    assertThat(message.remotePort()).isZero();
    assertThat(message.localAddress()).isEqualTo(new Address(0, 0xFFFF_C612_0001L));
    assertThat(message.uid()).isEqualTo(1000);
    assertThat(message.inode()).isEqualTo(0xFFFF_FFFEL);
  }

  @Test
  void shouldReadAnIpv6Address() {
    assertThat(message(10, 0).localAddress()).isEqualTo(new Address(0xC612_0001_0000_0000L, 0));
  }

  @Test
  void shouldFindAnAttributeAfterOneOfOddLength() {
    attribute(0, 5, 8, 0);
    attribute(8, 12, SocketMessage.CGROUP_ID, 4711);

    assertThat(message(2, 20).longAttribute(SocketMessage.CGROUP_ID)).isEqualTo(4711);
  }

  @Test
  void shouldFindNothingInAttributesThatAreMalformedOrAbsent() {
    attribute(0, 200, SocketMessage.CGROUP_ID, 4711);
    assertThat(message(2, 20).longAttribute(SocketMessage.CGROUP_ID))
        .isEqualTo(SocketMessage.ABSENT);
    attribute(0, 0, SocketMessage.CGROUP_ID, 4711);
    assertThat(message(2, 20).longAttribute(SocketMessage.CGROUP_ID))
        .isEqualTo(SocketMessage.ABSENT);
    attribute(0, 8, SocketMessage.CGROUP_ID, 4711);
    assertThat(message(2, 20).longAttribute(SocketMessage.CGROUP_ID))
        .isEqualTo(SocketMessage.ABSENT);
    assertThat(message(2, 0).longAttribute(SocketMessage.CGROUP_ID))
        .isEqualTo(SocketMessage.ABSENT);
  }
}
