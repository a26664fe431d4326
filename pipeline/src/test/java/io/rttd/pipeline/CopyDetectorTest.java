package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Copies told from retransmissions by IPv4 identification, hop limit or interface, pieces of
 * super-segments, and counts of copies.
 */
final class CopyDetectorTest extends CopyDetectorFixture {
  private static final int IDENTIFICATION = 4711;
  private static final int BRIDGE = 3;
  private static final int PORT = 4;

  @Test
  void shouldTakeTheSameIdentificationForACopy() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, IDENTIFICATION, HOPS, 0)).isFalse();
    assertThat(detector.isCopy(data, NOW + 5 * US, IDENTIFICATION, HOPS, 0)).isTrue();
  }

  @Test
  void shouldNotTakeAnotherIdentificationForACopy() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, IDENTIFICATION, HOPS, 0)).isFalse();
    assertThat(detector.isCopy(data, NOW + 5 * US, IDENTIFICATION + 1, HOPS, 0)).isFalse();
    assertThat(detector.isCopy(data, NOW + 10 * US, 0, HOPS, 0)).isFalse();
  }

  @Test
  void shouldTakeAnotherHopLimitForACopy() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, 0, HOPS, 0)).isFalse();
    assertThat(detector.isCopy(data, NOW + 5 * US, 0, HOPS - 1, 0)).isTrue();
  }

  @Test
  void shouldTakeAnotherInterfaceForACopy() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, 0, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data, NOW, 0, HOPS, BRIDGE)).isTrue();
  }

  @Test
  void shouldTellTheSameInterfacesOfTwoFilesApart() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, 0, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data, NOW, 0, HOPS, 1 << 16 | PORT)).isTrue();
  }

  @Test
  void shouldTakeAThirdAndFourthFrameForCopiesToo() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, 0, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data, NOW + US, 0, HOPS, BRIDGE)).isTrue();
    assertThat(detector.isCopy(data, NOW + 2 * US, 0, HOPS, 7)).isTrue();
    assertThat(detector.isCopy(data, NOW + 3 * US, 0, HOPS - 1, 8)).isTrue();
  }

  @Test
  void shouldTakeAFrameForACopyThatComesSoonAfterACopyOnly() {
    assertThat(detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, PORT)).isFalse();
    for (int i = 1; i <= 5; i++) {
      assertThat(detector.isCopy(data(1), NOW + i * 1_900L * US, IDENTIFICATION, HOPS, PORT + i))
          .isTrue();
    }
    assertThat(detector.isCopy(data(1), NOW + 12 * MS, IDENTIFICATION, HOPS, PORT + 6)).isFalse();
  }

  @Test
  void shouldRememberACopyAsLongAsAFrameAtAMillionFramesASecond() {
    assertThat(detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, PORT)).isFalse();
    for (int i = 1; i < 3_700; i++) {
      boolean again = i == 1_900;
      assertThat(
              detector.isCopy(data(again ? 1 : i + 1), NOW + i * US, IDENTIFICATION, HOPS, BRIDGE))
          .isEqualTo(again);
    }
    assertThat(detector.isCopy(data(1), NOW + 3_700 * US, IDENTIFICATION, HOPS, 7)).isTrue();
  }

  @Test
  void shouldCountARetransmissionThatComesSoonAfterACopy() {
    assertThat(detector.isCopy(data(1), NOW, 1, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data(1), NOW + 1_900 * US, 1, HOPS, BRIDGE)).isTrue();
    assertThat(detector.isCopy(data(1), NOW + 3 * MS, 2, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data(1), NOW + 3_100 * US, 2, HOPS, BRIDGE)).isTrue();
  }

  @Test
  void shouldNotTakeAWindowUpdateForACopyWhateverElseDiffers() {
    assertThat(isWindowUpdateACopy(0, HOPS - 1, PORT)).isFalse();
    assertThat(isWindowUpdateACopy(0, HOPS, BRIDGE)).isFalse();
    assertThat(isWindowUpdateACopy(IDENTIFICATION, HOPS, PORT)).isFalse();
    assertThat(isWindowUpdateACopy(IDENTIFICATION + 1, HOPS - 1, BRIDGE)).isFalse();
  }

  private static boolean isWindowUpdateACopy(int identification, int hops, int interfaceIndex) {
    CopyDetector detector = new CopyDetector();
    Segment ack = data(1);
    ack.payloadLength = 0;
    assertThat(detector.isCopy(ack, NOW, identification == 0 ? 0 : IDENTIFICATION, HOPS, PORT))
        .isFalse();
    ack.window = 0;
    boolean copy = detector.isCopy(ack, NOW + 50 * US, identification, hops, interfaceIndex);
    assertThat(detector.isCopy(ack, NOW + 60 * US, identification, hops, interfaceIndex + 1))
        .as("the update's own copy")
        .isTrue();
    return copy;
  }

  @Test
  void shouldNotTakeADuplicateAckForACopyThatBearsAnotherSackBlock() {
    Segment ack = data(1);
    ack.payloadLength = 0;
    ack.addSackBlock(7_000, 8_000);
    assertThat(detector.isCopy(ack, NOW, 0, HOPS, PORT)).isFalse();
    ack.sackCount = 0;
    ack.addSackBlock(7_000, 9_000);
    assertThat(detector.isCopy(ack, NOW + 50 * US, 0, HOPS - 1, PORT)).isFalse();
    assertThat(detector.isCopy(ack, NOW + 60 * US, 0, HOPS - 1, BRIDGE)).isTrue();
  }

  @Test
  void shouldCountARetransmissionAndLeaveOutItsCopy() {
    Segment data = data(1);

    assertThat(detector.isCopy(data, NOW, 1, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data, NOW + US, 1, HOPS, BRIDGE)).isTrue();
    assertThat(detector.isCopy(data, NOW + 150 * US, 2, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data, NOW + 151 * US, 2, HOPS, BRIDGE)).isTrue();
  }

  @Test
  void shouldKnowACopyAmongDuplicateAcksThatDifferInTheirIdentificationAlone() {
    Segment ack = data(1);
    ack.payloadLength = 0;

    for (int i = 1; i <= 4; i++) {
      assertThat(detector.isCopy(ack, NOW + i * US, i, HOPS, 0)).isFalse();
    }
    for (int i = 1; i <= 4; i++) {
      assertThat(detector.isCopy(ack, NOW + (10 + i) * US, i, HOPS, 0)).isTrue();
    }
  }

  @Test
  void shouldCompareTimesInBothDirectionsUpToTwoMilliseconds() {
    assertThat(isCopyAfter(2 * MS)).isTrue();
    assertThat(isCopyAfter(2 * MS + 100)).isFalse();
    assertThat(isCopyAfter(0)).isTrue();
    assertThat(isCopyAfter(-50 * US)).isTrue();
    assertThat(isCopyAfter(-2 * MS)).isTrue();
    assertThat(isCopyAfter(-2 * MS - 100)).isFalse();
    assertThat(isCopyAfter(3600 * 1000 * MS)).isFalse();
  }

  private static boolean isCopyAfter(long ns) {
    CopyDetector detector = new CopyDetector();
    assertThat(detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, PORT)).isFalse();
    return detector.isCopy(data(1), NOW + ns, IDENTIFICATION, HOPS, BRIDGE);
  }

  @Test
  void shouldNotTakeAFrameForACopyThatDiffersInWhatEndsOrNumbersSay() {
    Segment first = data(1);
    assertThat(detector.isCopy(first, NOW, IDENTIFICATION, HOPS, PORT)).isFalse();
    int field = 0;
    for (Segment other : new Segment[] {data(1), data(1), data(1), data(1), data(1), data(1)}) {
      switch (field++) {
        case 0 -> other.seq++;
        case 1 -> other.ack++;
        case 2 -> other.payloadLength++;
        case 3 -> other.flags |= TcpFlags.FIN;
        case 4 -> other.tsVal++;
        default -> other.tsEcr++;
      }
      assertThat(detector.isCopy(other, NOW + US, IDENTIFICATION, HOPS, BRIDGE))
          .as("field %d", field)
          .isFalse();
    }
    Segment back = data(1);
    back.srcLo = first.dstLo;
    back.dstLo = first.srcLo;
    back.srcPort = first.dstPort;
    back.dstPort = first.srcPort;
    assertThat(detector.isCopy(back, NOW + US, IDENTIFICATION, HOPS, BRIDGE)).isFalse();
  }

  @Test
  void shouldTakeThePiecesOfASuperSegmentForCopies() {
    seeTwoInterfaces();
    Segment whole = data(10);
    whole.payloadLength = 4_344;
    assertThat(detector.isCopy(whole, NOW, 1, HOPS, BRIDGE)).isFalse();

    for (int i = 0; i < 3; i++) {
      assertThat(detector.isCopy(piece(i), NOW + i * US, 1 + i, HOPS, PORT)).isTrue();
    }
    assertThat(detector.isCopy(piece(3), NOW + 3 * US, 4, HOPS, PORT)).isFalse();
  }

  @Test
  void shouldCountAPieceThatIsSentAgain() {
    seeTwoInterfaces();
    Segment whole = data(10);
    whole.payloadLength = 4_344;
    assertThat(detector.isCopy(whole, NOW, 1, HOPS, BRIDGE)).isFalse();
    assertThat(detector.isCopy(piece(1), NOW + US, 2, HOPS, PORT)).isTrue();

    assertThat(detector.isCopy(piece(1), NOW + 150 * US, 9, HOPS, BRIDGE)).isFalse();
    assertThat(detector.isCopy(piece(1), NOW + 151 * US, 9, HOPS, PORT)).isTrue();
  }

  @Test
  void shouldNotTakePiecesForCopiesThatComeLateOrAcknowledgeMore() {
    seeTwoInterfaces();
    Segment whole = data(10);
    whole.payloadLength = 4_344;
    assertThat(detector.isCopy(whole, NOW, 1, HOPS, BRIDGE)).isFalse();

    Segment later = piece(0);
    later.tsVal++;
    assertThat(detector.isCopy(later, NOW + US, 2, HOPS, PORT)).isFalse();
    Segment acknowledging = piece(1);
    acknowledging.ack++;
    assertThat(detector.isCopy(acknowledging, NOW + US, 3, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(piece(2), NOW + 3 * MS, 4, HOPS, PORT)).isFalse();
  }

  private void seeTwoInterfaces() {
    assertThat(detector.isCopy(data(0), NOW, 99, HOPS, BRIDGE)).isFalse();
    assertThat(detector.isCopy(data(0), NOW, 99, HOPS, PORT)).isTrue();
    assertThat(detector.isCopy(data(1), NOW, 98, HOPS, PORT)).isFalse();
  }

  private static Segment piece(int number) {
    Segment piece = data(10);
    piece.seq += 1_448 * number;
    piece.payloadLength = 1_448;
    return piece;
  }

  @Test
  void shouldRecognizeCopiesAtAMillionFramesASecond() {
    Random random = new Random(7);
    Segment[] sent = new Segment[100];
    int wrong = 0;
    int missed = 0;
    for (int i = 0; i < 300_000; i++) {
      Segment data = data(random.nextInt());
      data.srcPort = random.nextInt(1 << 16);
      wrong += detector.isCopy(data, NOW + i * US, 0, HOPS, PORT) ? 1 : 0;
      if (i >= sent.length) {
        Segment copied = sent[i % sent.length];
        missed += detector.isCopy(copied, NOW + i * US, 0, HOPS, BRIDGE) ? 0 : 1;
      }
      sent[i % sent.length] = data;
    }
    assertThat(wrong).isZero();
    assertThat(missed).isLessThan(20);
  }

  @Test
  void shouldCountPacketsThatPassAnotherPlaceLaterWithoutLeavingThemOut() {
    detector.lookFar();
    assertThat(detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, 0)).isFalse();
    assertThat(detector.isCopy(data(1), NOW + 20 * MS, IDENTIFICATION, HOPS - 9, 0)).isFalse();
    assertThat(detector.isCopy(data(2), NOW + 30 * MS, 0, HOPS, BRIDGE)).isFalse();
    assertThat(detector.isCopy(data(2), NOW + 40 * MS, 0, HOPS, PORT)).isFalse();

    assertThat(detector.farCopies()).isEqualTo(2);
    assertThat(detector.farApartNs()).isEqualTo(30 * MS);
  }

  @Test
  void shouldNotTakeARetransmissionForAPacketAtAnotherPlace() {
    detector.lookFar();
    detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, 0);
    detector.isCopy(data(1), NOW + 20 * MS, IDENTIFICATION + 1, HOPS, 0);
    detector.isCopy(data(1), NOW + 40 * MS, IDENTIFICATION + 2, HOPS - 1, 0);
    detector.isCopy(data(2), NOW, 0, HOPS, 0);
    detector.isCopy(data(2), NOW + 20 * MS, 0, HOPS, 0);

    assertThat(detector.farCopies()).isZero();
  }

  @Test
  void shouldTellHowFarCopiesThatItLeavesOutAreApart() {
    detector.isCopy(data(1), NOW, IDENTIFICATION, HOPS, 0);
    detector.isCopy(data(1), NOW + 5 * US, IDENTIFICATION, HOPS - 1, 0);

    assertThat(detector.nearCopies()).isEqualTo(1);
    assertThat(detector.nearApartNs()).isEqualTo(5 * US);
  }
}
