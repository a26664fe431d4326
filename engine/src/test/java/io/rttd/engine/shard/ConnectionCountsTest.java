package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.engine.flow.TupleHash;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shard counts of connections besides their RTT, pair by pair. */
class ConnectionCountsTest {
  private static final long MS = 1_000_000L;
  private static final int CLIENT = 0xC612_0001; // 198.18.0.1
  private static final int SERVER = 0xC612_0002; // 198.18.0.2
  private static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;
  private static final String TO_SERVER = "198.18.0.1>198.18.0.2";
  private static final String TO_CLIENT = "198.18.0.2>198.18.0.1";

  private final Map<String, Map<PairCounter, Long>> counts = new TreeMap<>();
  private final Segment segment = new Segment();
  private final Shard shard =
      new Shard(
          0,
          1,
          ShardLimits.of(EngineConfig.defaults(1)),
          new TupleHash(7),
          () -> ServicePorts.NONE,
          VerdictListener.NONE,
          this::collect);
  private int window = 1000;
  private int timed = BOTH;

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
  void shouldMeasureForHowLongAWindowWasClosed() {
    handshake();
    fromClient(40, TcpFlags.ACK, 101, 501, 1000);
    window = 0;
    fromServer(50, TcpFlags.ACK, 501, 1101, 0);
    fromServer(70, TcpFlags.ACK, 501, 1101, 0);
    window = 1000;
    fromServer(290, TcpFlags.ACK, 501, 1101, 0);
    fromServer(300, TcpFlags.ACK, 501, 1101, 0);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 240 * MS);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOWS, 0L);
  }

  @Test
  void shouldCountNoClosedWindowOnceBothEndsHaveFinished() {
    handshake();
    fromClient(40, TcpFlags.ACK | TcpFlags.FIN, 101, 501, 0);
    fromServer(50, TcpFlags.ACK | TcpFlags.FIN, 501, 102, 0);
    window = 0;
    fromClient(60, TcpFlags.ACK, 102, 502, 0);
    report(10_000);
    last(60_000);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.ZERO_WINDOWS, 0L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 0L);
  }

  @Test
  void shouldMeasureAClosedWindowUntilBothEndsHaveFinished() {
    handshake();
    window = 0;
    fromServer(110, TcpFlags.ACK, 501, 101, 0);
    fromServer(200, TcpFlags.ACK | TcpFlags.FIN, 501, 101, 0);
    window = 1000;
    fromClient(210, TcpFlags.ACK | TcpFlags.FIN, 101, 502, 0);
    window = 0;
    fromServer(220, TcpFlags.ACK, 502, 102, 0);
    report(10_000);
    last(60_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 100 * MS);
  }

  @Test
  void shouldMeasureAClosedWindowUntilItsEndFinishesLast() {
    handshake();
    window = 0;
    fromServer(110, TcpFlags.ACK, 501, 101, 0);
    window = 1000;
    fromClient(150, TcpFlags.ACK | TcpFlags.FIN, 101, 501, 0);
    window = 0;
    fromServer(200, TcpFlags.ACK | TcpFlags.FIN, 501, 102, 0);
    last(60_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 90 * MS);
  }

  @Test
  void shouldMeasureAClosedWindowUntilItsConnectionIsDropped() {
    handshake();
    window = 0;
    fromServer(1_000, TcpFlags.ACK, 501, 101, 0);
    report(10_000);
    for (int second = 11; second <= 400; second++) {
      tick(second * 1_000L);
    }
    report(410_000);
    last(420_000);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 301_000 * MS);
  }

  @Test
  void shouldReportInEachIntervalForHowLongAWindowWasClosed() {
    handshake();
    window = 0;
    fromServer(4_000, TcpFlags.ACK, 501, 101, 0);
    for (int interval = 1; interval <= 5; interval++) {
      report(interval * 10_000L);
      assertThat(of(TO_SERVER))
          .containsEntry(PairCounter.ZERO_WINDOW_NS, (interval * 10_000L - 4_000) * MS);
    }
    window = 1000;
    fromServer(50_300, TcpFlags.ACK, 501, 101, 0);
    report(60_000);
    last(70_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOWS, 1L)
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 46_300 * MS);
  }

  @Test
  void shouldCountTheClosedWindowsOfMoreFlowsThanItListsAtTheEndAtLeast() {
    int flows = ClosedWindows.MAX_ENDS + 100;
    window = 0;
    for (int port = 1; port <= flows; port++) {
      send(CLIENT, SERVER, port, 80, 1_000, TcpFlags.ACK, 100, 1, 0);
    }
    report(2_000);
    assertThat(of(TO_CLIENT))
        .containsEntry(PairCounter.ZERO_WINDOW_NS, 1_000 * MS * ClosedWindows.MAX_ENDS);
    last(3_000);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOW_NS, 2_000 * MS * flows);
  }

  @Test
  void shouldListAWindowOnceThatClosesOften() {
    handshake();
    for (int ms = 1_000; ms < 1_000 + 2 * ClosedWindows.MAX_ENDS; ms += 2) {
      window = 0;
      fromServer(ms, TcpFlags.ACK, 501, 101, 0);
      window = 1000;
      fromServer(ms + 1, TcpFlags.ACK, 501, 101, 0);
    }
    window = 0;
    send(CLIENT, SERVER, 5, 80, 9_000, TcpFlags.ACK, 100, 1, 0);
    report(10_000);
    assertThat(of(TO_SERVER))
        .containsEntry(PairCounter.ZERO_WINDOW_NS, MS * ClosedWindows.MAX_ENDS);
    assertThat(of(TO_CLIENT)).containsEntry(PairCounter.ZERO_WINDOW_NS, 1_000 * MS);
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
  void shouldCountAWindowThatStaysClosedUntilTheCaptureEnds() {
    handshake();
    window = 0;
    fromServer(50, TcpFlags.ACK, 501, 101, 0);
    last(60_050);
    assertThat(of(TO_SERVER)).containsEntry(PairCounter.ZERO_WINDOW_NS, 60_000 * MS);
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

  private void handshake() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    fromClient(20, TcpFlags.ACK, 101, 501, 0);
  }

  private void fromClient(long ms, int flags, int seq, int ack, int payload) {
    send(CLIENT, SERVER, 4000, 80, ms, flags, seq, ack, payload);
  }

  private void fromServer(long ms, int flags, int seq, int ack, int payload) {
    send(SERVER, CLIENT, 80, 4000, ms, flags, seq, ack, payload);
  }

  private void send(
      int src, int dst, int srcPort, int dstPort, long ms, int flags, int seq, int ack, int data) {
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = ms * MS;
    segment.frame++;
    segment.srcHi = Addresses.IPV4_HI;
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.dstHi = Addresses.IPV4_HI;
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.flags = flags;
    segment.seq = seq;
    segment.ack = ack;
    segment.payloadLength = data;
    segment.window = window;
    segment.timed = src == CLIENT || timed == BOTH ? timed : timed ^ BOTH;
    shard.onSlot(segment);
  }

  private void tick(long ms) {
    control(Segment.KIND_TICK, ms);
  }

  private void report(long ms) {
    control(Segment.KIND_REPORT, ms);
  }

  private void last(long ms) {
    control(Segment.KIND_LAST_REPORT, ms);
  }

  private void control(int kind, long ms) {
    Segment slot = new Segment();
    slot.kind = kind;
    slot.timeNs = ms * MS;
    shard.onSlot(slot);
  }

  private Map<PairCounter, Long> of(String pair) {
    assertThat(counts).containsKey(pair);
    return counts.get(pair);
  }

  private void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      Map<PairCounter, Long> sums =
          counts.computeIfAbsent(
              interval.key().src() + ">" + interval.key().dst(),
              name -> new EnumMap<>(PairCounter.class));
      for (PairCounter counter : PairCounter.values()) {
        sums.merge(counter, interval.counts().get(counter), Long::sum);
      }
    }
    snapshot.recycle();
  }
}
