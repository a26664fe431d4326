package io.rttd.engine.rtt;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Addresses;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/** One flow between a client and a server, a segment a line, and the verdicts on it. */
final class TcpFixture implements MatchHandler {
  static final long MS = 1_000_000L;
  private static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;

  /** One verdict, kept. */
  record Seen(
      Verdict verdict,
      long ackFrame,
      long dataFrame,
      long rttNs,
      HoldReason holdReason,
      SegmentKind kind) {
    SampleClass sampleClass() {
      return holdReason.sampleClass();
    }
  }

  final List<Seen> seen = new ArrayList<>();
  final RttMatcher matcher;
  private final Slab halves = new Slab(HalfFlow.BYTES_ALONE, 2);
  private final HalfFlow client = new HalfFlow();
  private final HalfFlow server = new HalfFlow();
  private final Segment segment = new Segment();
  private boolean onlyClientTimed;
  private long frame;
  private long nowNs;
  int firstSent;
  int retransmissions;
  int reordered;

  TcpFixture() {
    this(1000, 1000);
  }

  TcpFixture(int maxSlots, int maxSlotsPerFlow) {
    matcher = new RttMatcher(maxSlots, maxSlotsPerFlow, 60_000 * MS, this);
    client.wrap(halves.address(halves.allocate())).initialise();
    server.wrap(halves.address(halves.allocate())).initialise();
  }

  /** As in host mode: only what the client sends is timed. */
  TcpFixture onlyClientTimed() {
    onlyClientTimed = true;
    return this;
  }

  /** The next segment passes at this time. */
  TcpFixture at(long ms) {
    nowNs = ms * MS;
    return this;
  }

  /** The next segment comes from the client. */
  Sending client() {
    return new Sending(true);
  }

  /** The next segment comes from the server. */
  Sending server() {
    return new Sending(false);
  }

  /** A handshake at 0 to 10 ms; client's ISN 1000, server's 5000; next are 1001 and 5001. */
  TcpFixture handshake(int mss) {
    at(0).client().syn(1000).mss(mss).send();
    at(10).server().syn(5000).ack(1001).mss(mss).send();
    at(10).client().seq(1001).ack(5001).send();
    seen.clear();
    firstSent = 0;
    retransmissions = 0;
    reordered = 0;
    frame = 0;
    return this;
  }

  Seen only() {
    if (seen.size() != 1) {
      throw new AssertionError("not one verdict: " + seen);
    }
    return seen.get(0);
  }

  Seen last() {
    return seen.get(seen.size() - 1);
  }

  List<Verdict> verdicts() {
    return seen.stream().map(Seen::verdict).toList();
  }

  HalfFlow clientHalf() {
    return client;
  }

  void releaseAll() {
    matcher.release(client);
    matcher.release(server);
  }

  @Override
  public void onVerdict(HalfFlow dataSender, AckVerdict verdict) {
    seen.add(
        new Seen(
            verdict.verdict(),
            verdict.acknowledgement().frame,
            verdict.dataFrame(),
            verdict.rttNs(),
            verdict.holdReason(),
            verdict.kind()));
  }

  @Override
  public void onFirstTransmission(HalfFlow dataSender, Segment ignored, int segments) {
    firstSent += segments;
  }

  @Override
  public void onRetransmission(HalfFlow dataSender, Segment ignored, int segments) {
    retransmissions += segments;
  }

  @Override
  public void onReordering(Segment ignored, int segments) {
    reordered += segments;
  }

  /** A segment in the making; {@link #send()} lets it pass. */
  final class Sending {
    private final boolean fromClient;

    Sending(boolean fromClient) {
      this.fromClient = fromClient;
      segment.kind = Segment.KIND_SEGMENT;
      segment.flags = 0;
      segment.seq = 0;
      segment.ack = 0;
      segment.window = 65_535;
      segment.payloadLength = 0;
      segment.mss = 0;
      segment.hasTimestamps = false;
      segment.tsVal = 0;
      segment.tsEcr = 0;
      segment.sackCount = 0;
      segment.srcLo = Addresses.ipv4Lo(0xC612_0001); // 198.18.0.1
    }

    Sending seq(int seq) {
      segment.seq = seq;
      return this;
    }

    Sending syn(int seq) {
      segment.flags |= TcpFlags.SYN;
      return seq(seq);
    }

    Sending fin() {
      segment.flags |= TcpFlags.FIN;
      return this;
    }

    Sending rst() {
      segment.flags |= TcpFlags.RST;
      return this;
    }

    Sending ack(int ack) {
      segment.flags |= TcpFlags.ACK;
      segment.ack = ack;
      return this;
    }

    Sending bytes(int payload) {
      segment.payloadLength = payload;
      return this;
    }

    Sending mss(int mss) {
      segment.mss = mss;
      return this;
    }

    Sending window(int window) {
      segment.window = window;
      return this;
    }

    Sending ts(int val, int ecr) {
      segment.hasTimestamps = true;
      segment.tsVal = val;
      segment.tsEcr = ecr;
      return this;
    }

    Sending sack(int left, int right) {
      segment.addSackBlock(left, right);
      return this;
    }

    TcpFixture send() {
      segment.timeNs = nowNs;
      segment.frame = ++frame;
      segment.timed = onlyClientTimed ? (fromClient ? Segment.TIMED_SRC : Segment.TIMED_DST) : BOTH;
      matcher.onSegment(segment, fromClient ? client : server, fromClient ? server : client);
      return TcpFixture.this;
    }
  }
}
