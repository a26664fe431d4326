package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one interface receives in pieces, and another one whole, as GRO joins them. */
final class SuperSegmentsTest {
  private static final long US = 1_000;
  private static final long MS = 1_000 * US;
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final int HOPS = 64;
  private static final int BRIDGE = 3;
  private static final int PORT = 4;
  private static final int MSS = 1_448;

  private final CopyDetector detector = new CopyDetector();

  @BeforeEach
  void seeTwoInterfaces() {
    assertThat(detector.isCopy(data(-1, MSS), NOW, 0, HOPS, PORT)).isFalse();
    assertThat(detector.isCopy(data(-1, MSS), NOW, 0, HOPS, BRIDGE)).isTrue();
  }

  @Test
  void shouldTakeASuperSegmentForACopyOfThePiecesThatCameBefore() {
    pieces(0, 5);

    assertThat(isCopy(data(0, 3 * MSS), 10)).isTrue();
    assertThat(isCopy(data(3, 2 * MSS), 11)).isTrue();
  }

  @Test
  void shouldTakeASuperSegmentForACopyWhoseLastPieceIsShort() {
    pieces(0, 2);
    assertThat(detector.isCopy(data(2, 100), NOW + 2 * US, 0, HOPS, PORT)).isFalse();

    assertThat(isCopy(data(0, 2 * MSS + 100), 10)).isTrue();
  }

  @Test
  void shouldCountASuperSegmentOfWhichAPieceIsMissing() {
    pieces(0, 2);
    pieces(3, 5);

    assertThat(isCopy(data(0, 4 * MSS), 10)).isFalse();
  }

  @Test
  void shouldCountASuperSegmentThatHoldsMoreThanThePieces() {
    pieces(0, 3);

    assertThat(isCopy(data(0, 3 * MSS + 1), 10)).isFalse();
  }

  @Test
  void shouldCountASuperSegmentOnTheInterfaceOfThePieces() {
    pieces(0, 3);

    assertThat(detector.isCopy(data(0, 3 * MSS), NOW + 10 * US, 0, HOPS, PORT)).isFalse();
  }

  @Test
  void shouldCountASuperSegmentThatComesLateOrWasSentLater() {
    pieces(0, 3);
    Segment sentLater = data(0, 3 * MSS);
    sentLater.tsVal++;
    Segment acknowledging = data(0, 3 * MSS);
    acknowledging.ack++;

    assertThat(isCopy(sentLater, 10)).isFalse();
    assertThat(isCopy(acknowledging, 11)).isFalse();
    assertThat(detector.isCopy(data(0, 3 * MSS), NOW + 3 * MS, 0, HOPS, BRIDGE)).isFalse();
  }

  @Test
  void shouldTakeASuperSegmentForACopyWhoseNumbersWrap() {
    for (int i = 0; i < 3; i++) {
      Segment piece = data(0, MSS);
      piece.seq = -2 * MSS + i * MSS;
      assertThat(detector.isCopy(piece, NOW + i * US, 0, HOPS, PORT)).isFalse();
    }
    Segment whole = data(0, 3 * MSS);
    whole.seq = -2 * MSS;

    assertThat(isCopy(whole, 10)).isTrue();
  }

  private void pieces(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(detector.isCopy(data(i, MSS), NOW + i * US, 0, HOPS, PORT)).isFalse();
    }
  }

  private boolean isCopy(Segment segment, long us) {
    return detector.isCopy(segment, NOW + us * US, 0, HOPS, BRIDGE);
  }

  private static Segment data(int firstPiece, int length) {
    return OneWayData.segment(100_000 + firstPiece * MSS, length);
  }
}
