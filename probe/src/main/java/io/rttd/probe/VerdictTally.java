package io.rttd.probe;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Segment;
import io.rttd.model.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import org.HdrHistogram.Histogram;

/**
 * Adds up verdicts, segments and responses: written by the probe's thread, read by any, under its
 * own lock.
 */
final class VerdictTally implements VerdictListener {
  private final BitSet serverPorts = new BitSet();
  private final VerdictListener next;
  private final DirectionTally toServer;
  private final DirectionTally toClient;
  private final DirectionTally unknown;
  private final Histogram responses;
  private final long[] verdicts = new long[Verdict.values().length];

  /**
   * Creates an empty tally.
   *
   * @param maxRtt longest time to record
   * @param serverPorts ports that tell which end is the server
   * @param next called for each verdict, after the tally
   */
  VerdictTally(Duration maxRtt, Collection<Integer> serverPorts, VerdictListener next) {
    long highestNs = Math.max(2, maxRtt.toNanos());
    serverPorts.forEach(this.serverPorts::set);
    this.next = next;
    toServer = new DirectionTally(highestNs);
    toClient = new DirectionTally(highestNs);
    unknown = new DirectionTally(highestNs);
    responses = DirectionTally.histogram(highestNs);
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    synchronized (this) {
      verdicts[verdict.verdict().ordinal()]++;
      if (verdict.verdict().isSample()) {
        Segment ack = verdict.acknowledgement();
        direction(ack.dstPort, ack.srcPort).addSample(verdict);
      }
    }
    next.onVerdict(verdict);
  }

  @Override
  public synchronized void onTransmission(Segment segment, int wireSegments, boolean again) {
    direction(segment.srcPort, segment.dstPort).addSegments(wireSegments, again);
  }

  @Override
  public synchronized void onResponse(Segment answer, long responseNs) {
    responses.recordValue(responseNs);
  }

  private DirectionTally direction(int senderPort, int receiverPort) {
    boolean fromServer = serverPorts.get(senderPort);
    if (fromServer == serverPorts.get(receiverPort)) {
      return unknown;
    }
    return fromServer ? toClient : toServer;
  }

  synchronized RttReading read(long packets, long kernelDrops) {
    DirectionTally both = unknown.copy();
    both.add(toServer);
    both.add(toClient);
    return new RttReading(
        both,
        toServer.copy(),
        toClient.copy(),
        new Distribution("response time", responses.copy()),
        verdicts.clone(),
        packets,
        kernelDrops);
  }

  synchronized void reset() {
    toServer.reset();
    toClient.reset();
    unknown.reset();
    responses.reset();
    Arrays.fill(verdicts, 0);
  }
}
