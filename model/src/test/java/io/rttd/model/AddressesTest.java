package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "198.18.0.1, 198.18.0.1",
    "255.255.255.255, 255.255.255.255",
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:1, ::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789"
  })
  void shouldWriteAddressesAsRfc5952Says(String given, String written) throws Exception {
    InetAddress address = InetAddress.getByName(given);
    assertThat(Addresses.toText(Addresses.hi(address), Addresses.lo(address))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"198.18.0.1", "2001:db8::7", "::1", "::"})
  void shouldGiveBackTheAddressThatItTook(String text) throws Exception {
    InetAddress address = InetAddress.getByName(text);
    assertThat(Addresses.toInetAddress(Addresses.hi(address), Addresses.lo(address)))
        .isEqualTo(address);
  }

  @Test
  void shouldCompareSequenceNumbersModuloTwoToThe32() {
    assertThat(SequenceNumbers.before(-1, 0)).isTrue();
    assertThat(SequenceNumbers.before(0, -1)).isFalse();
    assertThat(SequenceNumbers.before(Integer.MAX_VALUE, Integer.MIN_VALUE)).isTrue();
    assertThat(SequenceNumbers.atOrBefore(5, 5)).isTrue();
    assertThat(SequenceNumbers.atOrBefore(6, 5)).isFalse();
  }

  @Test
  void shouldCopyAllOfASegment() {
    Segment from = new Segment();
    from.kind = Segment.KIND_SEGMENT;
    from.timeNs = 1;
    from.frame = 2;
    from.srcHi = 3;
    from.srcLo = 4;
    from.dstHi = 5;
    from.dstLo = 6;
    from.srcPort = 7;
    from.dstPort = 8;
    from.timed = 3;
    from.seq = 9;
    from.ack = 10;
    from.flags = TcpFlags.SYN | TcpFlags.ACK;
    from.window = 11;
    from.payloadLength = 12;
    from.mss = 13;
    from.hasTimestamps = true;
    from.tsVal = 14;
    from.tsEcr = 15;
    from.addSackBlock(-16, 17);
    Segment to = new Segment();
    to.addSackBlock(99, 99);
    to.addSackBlock(99, 99);
    to.copyFrom(from);
    assertThat(to).usingRecursiveComparison().ignoringFields("sackBlocks").isEqualTo(from);
    assertThat(to.sackLeft(0)).isEqualTo(-16);
    assertThat(to.sackRight(0)).isEqualTo(17);
    assertThat(to.sequenceLength()).isEqualTo(13);
  }

  @Test
  void shouldKeepAtMostFourSackBlocks() {
    Segment segment = new Segment();
    for (int i = 0; i < 6; i++) {
      segment.addSackBlock(i, i + 1);
    }
    assertThat(segment.sackCount).isEqualTo(4);
    assertThat(segment.sackLeft(3)).isEqualTo(3);
  }
}
