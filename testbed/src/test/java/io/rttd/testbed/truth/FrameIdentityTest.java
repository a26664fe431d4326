package io.rttd.testbed.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Addresses;
import io.rttd.perf.bench.SampleFrames;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameIdentityTest {
  private static final int IP_ID_OFFSET = 18;
  private static final int SEQ_OFFSET = 38;
  private static final int CHECKSUM_OFFSET = 50;

  private final FrameIdentity identity = new FrameIdentity();

  @Test
  void shouldReadTcpOverIpv4() {
    read(SampleFrames.of(SampleFrames.Kind.IPV4_DATA));

    assertThat(identity.protocol).isEqualTo(FrameIdentity.PROTOCOL_TCP);
    assertThat(Addresses.toText(identity.srcHi, identity.srcLo)).isEqualTo("198.18.0.1");
    assertThat(Addresses.toText(identity.dstHi, identity.dstLo)).isEqualTo("198.18.0.2");
    assertThat(identity.srcPort).isEqualTo(40000);
    assertThat(identity.dstPort).isEqualTo(5201);
    assertThat(identity.seq).isEqualTo(0x10000000);
    assertThat(identity.ack).isEqualTo(0x20000000);
    assertThat(identity.tsVal).isEqualTo(0x1000);
    assertThat(identity.tcpFlags).isEqualTo(0x18);
    assertThat(identity.payloadLength).isEqualTo(82);
    assertThat(identity.ipId).isEqualTo(0x1234);
  }

  @Test
  void shouldReadTcpOverIpv6() {
    read(SampleFrames.of(SampleFrames.Kind.IPV6_ACK));

    assertThat(Addresses.toText(identity.srcHi, identity.srcLo)).isEqualTo("fd00:198:18::1");
    assertThat(identity.dstPort).isEqualTo(5201);
    assertThat(identity.tsVal).isEqualTo(0x1000);
    assertThat(identity.payloadLength).isZero();
  }

  @Test
  void shouldTellFramesApartByEachOfTheirFields() {
    byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
    long original = hash(frame);
    for (int at : new int[] {IP_ID_OFFSET, SEQ_OFFSET, SEQ_OFFSET + 4, 27, 31, 35, 37, 47, 61}) {
      byte[] other = frame.clone();
      other[at] ^= 1;
      assertThat(hash(other)).as("byte %d", at).isNotEqualTo(original);
    }
  }

  @Test
  void shouldNotMindTheChecksumThatOffloadsLeaveOpen() {
    byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
    byte[] other = frame.clone();
    other[CHECKSUM_OFFSET] = 77;

    assertThat(hash(other)).isEqualTo(hash(frame));
  }

  @Test
  void shouldIdentifyASnappedFrameLikeTheWholeOne() {
    byte[] frame = SampleFrames.of(SampleFrames.Kind.IPV4_DATA);
    long whole = hash(frame);
    identity.read(new UnsafeBuffer(frame), 0, 66);

    assertThat(identity.hash()).isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource(SampleFrames.Kind.class)
  void shouldNeverReadBeyondTheFrame(SampleFrames.Kind kind) {
    byte[] frame = SampleFrames.of(kind);
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = frame.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      int length = random.nextInt(damaged.length + 1);
      // The buffer ends where the frame does, so a read beyond throws.
      byte[] cut = Arrays.copyOf(damaged, length);
      identity.read(new UnsafeBuffer(cut), 0, length);
    }
  }

  private void read(byte[] frame) {
    identity.read(new UnsafeBuffer(frame), 0, frame.length);
  }

  private long hash(byte[] frame) {
    read(frame);
    return identity.hash();
  }
}
