package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shard counts of connections besides their RTT, pair by pair. */
class ConnectionCountsTest extends PairCountsFixture {
  @Test
  void shouldCountAnUnansweredConnectionOnceHoweverOftenItsSynIsSent() {
    for (int second : new int[] {0, 1, 3, 7, 15}) {
      fromClient(second * 1000L, TcpFlags.SYN, 100, 0, 0);
    }
    last(20_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 1L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 0L);
  }

  @Test
  void shouldNotCallAConnectionUnansweredWhoseSynWasSentOnceWhenTheCaptureEnds() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    last(20_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  @Test
  void shouldCallAConnectionUnansweredAfterThirtySeconds() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    tick(29_000);
    report(29_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
    tick(31_000);
    report(31_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.CONNECTS_UNANSWERED, 1L);
    tick(32_000);
    last(400_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.CONNECTS_UNANSWERED, 1L);
  }

  @Test
  void shouldCountARefusedConnectionForTheEndThatBeganIt() {
    for (int port = 1; port <= 5; port++) {
      send(CLIENT, SERVER, 4000 + port, 80, port, TcpFlags.SYN, 100, 0, 0);
      send(SERVER, CLIENT, 80, 4000 + port, port, TcpFlags.RST | TcpFlags.ACK, 0, 101, 0);
    }
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 5L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 5L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L)
        .containsEntry(PairCounter.RESETS, 0L);
    assertThat(counts).doesNotContainKey(TO_CLIENT);
  }

  @Test
  void shouldCountAnEstablishedConnectionThatIsReset() {
    handshake();
    fromServer(30, TcpFlags.RST, 501, 0, 0);
    fromServer(31, TcpFlags.RST, 501, 0, 0);
    last(60_000);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.RESETS, 1L);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 0L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  @Test
  void shouldNotCountAResetThatNoReceiverWouldAccept() {
    handshake();
    fromServer(30, TcpFlags.RST, 123_456_789, 0, 0);
    last(60_000);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.RESETS, 0L);
  }

  /** The server still has an earlier connection: its challenge ACK (RFC 5961 4.2) gets a RST. */
  @Test
  void shouldCountOneConnectionWhoseSynMetAnEarlierOne() {
    fromClient(0, TcpFlags.SYN, 2_000_000, 0, 0);
    fromServer(10, TcpFlags.ACK, 700, 900, 0);
    fromClient(11, TcpFlags.RST, 900, 0, 0);
    fromClient(1_000, TcpFlags.SYN, 2_000_000, 0, 0);
    fromServer(1_010, TcpFlags.SYN | TcpFlags.ACK, 9_000, 2_000_001, 0);
    fromClient(1_020, TcpFlags.ACK, 2_000_001, 9_001, 0);
    tick(60_000);
    last(61_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 0L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  /** The server answers an old duplicate first (RFC 9293 3.5, figure 8). */
  @Test
  void shouldCountOneConnectionWhoseSynWasAnsweredInVain() {
    fromClient(0, TcpFlags.SYN, 2_000_000, 0, 0);
    fromServer(10, TcpFlags.SYN | TcpFlags.ACK, 700, 900, 0);
    fromClient(11, TcpFlags.RST, 900, 0, 0);
    fromClient(1_000, TcpFlags.SYN, 2_000_000, 0, 0);
    tick(60_000);
    last(61_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 1L);
  }

  @Test
  void shouldCountTwoConnectionsIfTheSecondSynFollowsARefusal() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(1, TcpFlags.RST | TcpFlags.ACK, 0, 101, 0);
    fromClient(500, TcpFlags.SYN, 100, 0, 0);
    fromServer(501, TcpFlags.RST | TcpFlags.ACK, 0, 101, 0);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 2L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {Segment.TIMED_SRC, Segment.TIMED_DST})
  void shouldCountOneConnectionOfAHostThatBothEndsOpenAtOnce(int localEnd) {
    timed = localEnd;
    openAtOnce();
    assertThat(of(timed == Segment.TIMED_SRC ? TO_SERVER : TO_CLIENT))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
    assertThat(counts).hasSize(1);
  }

  @Test
  void shouldCountAConnectionOfEachEndThatBothOpenAtOnceInTapMode() {
    openAtOnce();
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  /** As with TCP Fast Open (RFC 7413): the RST acknowledges the SYN and its data. */
  @Test
  void shouldCountARefusedConnectionWhoseSynHadData() {
    send(CLIENT, SERVER, 4000, 80, 1, TcpFlags.SYN, 100, 0, 40);
    send(SERVER, CLIENT, 80, 4000, 2, TcpFlags.RST | TcpFlags.ACK, 0, 141, 0);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_REFUSED, 1L);
  }

  @Test
  void shouldCountDataSentFirstAndAgainForThePairOfItsSender() {
    handshake();
    fromClient(30, TcpFlags.ACK, 101, 501, 2 * 1460);
    fromClient(40, TcpFlags.ACK, 101, 501, 2 * 1460);
    fromServer(50, TcpFlags.ACK, 501, 3021, 10);
    fromClient(60, TcpFlags.ACK, 3021, 511, 10);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.SEGMENTS, 3L)
        .containsEntry(PairCounter.RETRANSMITS, 2L);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.SEGMENTS, 1L)
        .containsEntry(PairCounter.RETRANSMITS, 0L);
  }

  @Test
  void shouldCountReorderedSegmentsForThePairOfTheirSender() {
    handshake();
    fromServer(30, TcpFlags.ACK, 601, 101, 100);
    fromServer(32, TcpFlags.ACK, 501, 101, 100);
    last(60_000);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.OUT_OF_ORDER, 1L);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.OUT_OF_ORDER, 0L);
  }

  @Test
  void shouldCountForTheLocalEndInHostModeWhatItReceivesReordered() {
    timed = Segment.TIMED_SRC; // the client is local
    handshake();
    fromServer(30, TcpFlags.ACK, 601, 101, 100);
    fromServer(32, TcpFlags.ACK, 501, 101, 100);
    last(60_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.OUT_OF_ORDER, 1L);
    assertThat(counts).doesNotContainKey(TO_CLIENT);
  }

  @Test
  void shouldCountTheSegmentsOfManyPairsThroughTheBatch() {
    for (int round = 0; round < 3; round++) {
      for (int source = 0; source < 1000; source++) {
        send(0x0A00_0000 + source, SERVER, 1000, 80, source, TcpFlags.ACK, 100 + round, 1, 1);
      }
    }
    last(60_000);
    assertThat(counts).hasSize(1000);
    assertThat(of("10.0.3.231>198.18.0.2")).containsEntry(PairCounter.SEGMENTS, 3L);
  }

  @Test
  void shouldNotTakeAForgedResetForARefusal() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(2, TcpFlags.RST | TcpFlags.ACK, 0, 77_777, 0);
    fromServer(8, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    last(60_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.CONNECTS_REFUSED, 0L);
  }

  @Test
  void shouldNotCountAResetThatEndsAHandshake() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    fromClient(20, TcpFlags.RST, 101, 0, 0);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.RESETS, 0L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  @Test
  void shouldNotCallAConnectionUnansweredOfWhichOneDirectionAloneWasCaptured() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromClient(1, TcpFlags.SYN, 100, 0, 0);
    fromClient(20, TcpFlags.ACK, 101, 501, 10);
    tick(60_000);
    last(61_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.CONNECTS_UNANSWERED, 0L);
  }

  @Test
  void shouldCountForTheLocalEndInHostModeWhoeverBegan() {
    timed = Segment.TIMED_DST; // the server is local
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromClient(1000, TcpFlags.SYN, 100, 0, 0);
    tick(40_000);
    last(41_000);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.CONNECTS, 1L)
        .containsEntry(PairCounter.CONNECTS_UNANSWERED, 1L);
    assertThat(counts).doesNotContainKey(TO_SERVER);
  }

  @Test
  void shouldNameNoMorePairsForAFloodThanItMay() {
    for (int source = 0; source < 10_000; source++) {
      send(0x0A00_0000 + source, SERVER, 1000, 80, source, TcpFlags.SYN, 100, 0, 0);
    }
    last(60_000);
    assertThat(counts).hasSize(4096 + 1);
    assertThat(of("other>other")).containsEntry(PairCounter.CONNECTS, 10_000L - 4096);
  }

  private void openAtOnce() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(1, TcpFlags.SYN, 500, 0, 0);
    fromClient(10, TcpFlags.SYN | TcpFlags.ACK, 100, 501, 0);
    fromServer(11, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    fromClient(20, TcpFlags.ACK, 101, 501, 10);
    fromServer(30, TcpFlags.ACK, 501, 111, 10);
    tick(60_000);
    last(61_000);
  }
}
