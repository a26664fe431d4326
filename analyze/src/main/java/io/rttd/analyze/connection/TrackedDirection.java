package io.rttd.analyze.connection;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.PairCounter;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** Everything one end of a connection has sent so far. */
final class TrackedDirection {
  private static final Verdict[] VERDICTS = Verdict.values();

  /** Size of an instance without distributions. */
  static final int BYTES = 104 + 16 + VERDICTS.length * Integer.BYTES;

  private long packets;
  private long payloadBytes;
  private long segments;
  private long retransmits;
  private long zeroWindowNs;
  private int copies;
  private int outOfOrder;
  private int zeroWindows;
  private int synPackets;
  private int firstSeq;
  private int isn;
  private boolean fin;
  private TimeDistribution rtt = TimeDistribution.EMPTY;
  private TimeDistribution path = TimeDistribution.EMPTY;
  private int[] verdicts;

  void onSegment(Segment segment) {
    if (packets == 0) {
      firstSeq = segment.seq;
    }
    packets++;
    payloadBytes += segment.payloadLength;
    if (TrackedConnection.opens(segment)) {
      isn = segment.seq;
      synPackets++;
    }
    fin |= segment.has(TcpFlags.FIN);
  }

  void onCopy() {
    copies++;
  }

  void onTransmission(int wireSegments, boolean again) {
    if (again) {
      retransmits += wireSegments;
    } else {
      segments += wireSegments;
    }
  }

  void onCount(PairCounter counter, long amount) {
    switch (counter) {
      case OUT_OF_ORDER -> outOfOrder += (int) amount;
      case ZERO_WINDOWS -> zeroWindows += (int) amount;
      case ZERO_WINDOW_NS -> zeroWindowNs += amount;
      case RETRANSMITS, SEGMENTS -> {} // see onTransmission
      case CONNECTS, CONNECTS_REFUSED, CONNECTS_UNANSWERED, RESETS -> {} // concern the connection
    }
  }

  /** Records a verdict on an ACK of this data. */
  void onVerdict(AckVerdict verdict, RecordMemory memory) {
    if (verdicts == null) {
      verdicts = new int[VERDICTS.length];
    }
    verdicts[verdict.verdict().ordinal()]++;
    if (verdict.verdict().isSample()) {
      rtt = rtt.with(verdict.rttNs(), memory);
      if (verdict.sampleClass() == SampleClass.PROMPT) {
        path = path.with(verdict.rttNs(), memory);
      }
    }
  }

  boolean hasSent() {
    return packets > 0;
  }

  boolean hasData() {
    return payloadBytes > 0;
  }

  boolean hasSyn() {
    return synPackets > 0;
  }

  boolean hasFin() {
    return fin;
  }

  int isn() {
    return isn;
  }

  int synPackets() {
    return synPackets;
  }

  /** Whether it sent only a SYN, possibly several times. */
  boolean hasSentSynsOnly() {
    return synPackets > 0 && packets == synPackets;
  }

  /** Whether its first captured segment follows this SYN, which was thus captured late. */
  boolean beginsAfter(Segment syn) {
    return packets > 0 && firstSeq == syn.seq + 1;
  }

  DirectionReport toReport() {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    for (int i = 0; verdicts != null && i < verdicts.length; i++) {
      if (verdicts[i] != 0) {
        counts.put(VERDICTS[i], Integer.toUnsignedLong(verdicts[i]));
      }
    }
    return new DirectionReport(
        packets,
        payloadBytes,
        copies,
        segments,
        retransmits,
        outOfOrder,
        zeroWindows,
        zeroWindowNs,
        rtt.copy(),
        path.copy(),
        counts);
  }
}
