package io.rttd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Address;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.pipeline.sockets.TcpInfo;
import org.junit.jupiter.api.Test;

class AuditLedgerTest {
  private static final Address HOST = new Address(0, 0xFFFF_C612_0001L);
  private static final Address PEER = new Address(0, 0xFFFF_C612_0002L);
  private static final TcpInfo INFO = new TcpInfo(1_000_000, 1_000_000, 0, 2);

  private final AuditLedger ledger = new AuditLedger();

  @Test
  void shouldCountWhatThisHostSendsOfEachConnection() {
    ledger.onSegment(segment(TcpFlags.SYN, 0, Segment.TIMED_SRC));
    ledger.onTransmission(segment(TcpFlags.ACK, 100, Segment.TIMED_SRC), 1, false);
    ledger.onTransmission(segment(TcpFlags.ACK, 100, Segment.TIMED_SRC), 1, true);
    ledger.onTransmission(segment(TcpFlags.SYN, 0, Segment.TIMED_SRC), 1, true);
    ask();

    AuditedConnection connection = only();
    assertThat(connection.isWhole()).isTrue();
    assertThat(connection.latest().segmentsAfter).as("a SYN is no data").isEqualTo(2);
    assertThat(connection.latest().retransmitsAfter).isEqualTo(2);
  }

  @Test
  void shouldNotTakeTheOtherEndsSynForTheBeginning() {
    ledger.onSegment(segment(TcpFlags.SYN, 0, Segment.TIMED_DST));

    assertThat(ledger.connections()).isEmpty();
  }

  @Test
  void shouldBeginAgainWithAnotherConnectionOfTheSamePorts() {
    ledger.onSegment(segment(TcpFlags.SYN, 0, Segment.TIMED_SRC));
    ledger.onTransmission(segment(TcpFlags.ACK, 100, Segment.TIMED_SRC), 1, false);
    ledger.onSegment(segment(TcpFlags.SYN, 0, Segment.TIMED_SRC));
    ask();
    assertThat(only().latest().segmentsAfter).as("the SYN was sent again").isEqualTo(1);

    Segment other = segment(TcpFlags.SYN, 0, Segment.TIMED_SRC);
    other.seq++;
    ledger.onSegment(other);
    ask();
    assertThat(only().latest().segmentsAfter).isZero();
  }

  @Test
  void shouldKnowAConnectionThatTheKernelNamesBeforeAnythingIsSent() {
    ask();

    assertThat(only().isWhole()).isFalse();
    assertThat(only().latest().kernel).isEqualTo(INFO);
    assertThat(only().key().remote()).isEqualTo("198.18.0.2:80");
  }

  @Test
  void shouldDistrustTheNumberOfSegmentsWhoseMssIsUnknown() {
    ledger.onTransmission(segment(TcpFlags.ACK, 1_448, Segment.TIMED_SRC), 1, false);
    assertThat(only().hasGuessedSegments()).isFalse();

    ledger.onTransmission(segment(TcpFlags.ACK, 30_000, Segment.TIMED_SRC), 21, false);
    assertThat(only().hasGuessedSegments()).isTrue();
  }

  private void ask() {
    ledger.onKernel(new ConnectionKey().set(HOST, 40_000, PEER, 80), INFO);
    ledger.settle();
  }

  private AuditedConnection only() {
    assertThat(ledger.connections()).hasSize(1);
    return ledger.connections().iterator().next();
  }

  private static Segment segment(int flags, int payloadLength, int timed) {
    Segment segment = new Segment();
    segment.srcHi = HOST.hi();
    segment.srcLo = HOST.lo();
    segment.srcPort = 40_000;
    segment.dstHi = PEER.hi();
    segment.dstLo = PEER.lo();
    segment.dstPort = 80;
    segment.flags = flags;
    segment.seq = 1_000;
    segment.payloadLength = payloadLength;
    segment.timed = timed;
    return segment;
  }
}
