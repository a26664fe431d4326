package io.rttd.analyze.connection;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.TupleHash;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Listens to an analysis and records each connection: its packets and bytes, RTT samples,
 * retransmissions, windows, handshake, responses and end.
 *
 * <p>Every TCP segment that the engine gets counts, whether it is timed or not. A connection takes
 * 0.5 to 1 KB, one with many different RTTs some more. When the budget is used up, no further
 * connection is kept; their packets and samples are only counted. Connections that are kept stay
 * complete, except that their times may be rounded, which is counted too. Confined to the thread of
 * an engine without shards.
 */
public final class ConnectionTable implements VerdictListener {
  private static final int FIRST_SLOTS = 1 << 10;

  private final RecordMemory memory;
  private final ServicePorts services;
  private final TupleHash hash = new TupleHash(new SecureRandom().nextLong());
  private final List<TrackedConnection> connections = new ArrayList<>();

  /** The latest connection of each pair of ends, by linear probing. */
  private TrackedConnection[] latest = new TrackedConnection[FIRST_SLOTS];

  private int tuples;
  private TrackedConnection current;
  private long endNs = Segment.NO_TIME;
  private long packetsNotKept;
  private long samplesNotKept;

  /**
   * Creates an empty table.
   *
   * @param mostBytes budget on the heap
   * @param services which server ports have a name
   */
  public ConnectionTable(long mostBytes, ServicePorts services) {
    this.memory = new RecordMemory(mostBytes);
    this.services = services;
  }

  /** All connections so far; read them before the table takes the next segment. */
  public ConnectionReports reports() {
    return new ConnectionReports(
        connections.size(),
        index -> connections.get(index).toReport(services, endNs),
        new NotKept(packetsNotKept, samplesNotKept, memory.timesNotKept(), memory.timesRounded()));
  }

  /** Part of the budget used by the records. */
  long bytes() {
    return memory.bytes();
  }

  @Override
  public void onSegment(Segment segment) {
    endNs = Math.max(endNs, segment.timeNs);
    current = findOrAdd(segment);
    if (current == null) {
      packetsNotKept++;
    } else {
      current.onSegment(segment);
    }
  }

  @Override
  public void onDuplicate(Segment copy) {
    TrackedConnection connection = latest[slotOf(copy)];
    if (connection != null && !connection.isReplaced()) {
      connection.fromSource(copy).onCopy();
    }
  }

  @Override
  public void onTransmission(Segment segment, int wireSegments, boolean again) {
    if (current != null) {
      current.fromSource(segment).onTransmission(wireSegments, again);
    }
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    boolean sample = verdict.verdict().isSample();
    if (current == null) {
      samplesNotKept += sample ? 1 : 0;
      return;
    }
    Segment ack = verdict.acknowledgement();
    current.fromDestination(ack).onVerdict(verdict, memory);
    if (sample && verdict.kind() == SegmentKind.SYN && ack.has(TcpFlags.SYN)) {
      current.onHandshake(verdict.rttNs());
    }
  }

  @Override
  public void onReset(Segment rst) {
    if (current != null) {
      current.onReset();
    }
  }

  @Override
  public void onResponse(Segment answer, long responseNs) {
    if (current != null) {
      current.onResponse(responseNs, memory);
    }
  }

  @Override
  public void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {
    // At a tick or a report, the event does not concern the current segment.
    boolean about = current != null && current.isBetween(segment);
    TrackedConnection connection = about ? current : latest[slotOf(segment)];
    if (connection != null && !connection.isReplaced()) {
      connection.onCount(segment, bySource, counter, amount);
    }
  }

  /** The connection of a segment; null if memory is too short for it. */
  private TrackedConnection findOrAdd(Segment segment) {
    if (current != null && current.isBetween(segment) && !current.isReplacedBy(segment)) {
      return current;
    }
    int slot = slotOf(segment);
    TrackedConnection known = latest[slot];
    if (known != null && !known.isReplacedBy(segment)) {
      return known;
    }
    if (known != null) {
      known.onReplaced();
    }
    if (!memory.tryBegin(TrackedConnection.BYTES)) {
      return null;
    }
    TrackedConnection added = new TrackedConnection(connections.size() + 1, segment);
    connections.add(added);
    latest[slot] = added;
    if (known == null) {
      tuples++;
      growIfFull();
    }
    return added;
  }

  /** Slot of the latest connection between a segment's ends, or the free slot for it. */
  private int slotOf(Segment segment) {
    int mask = latest.length - 1;
    long flow =
        hash.ofFlow(
            segment.srcHi,
            segment.srcLo,
            segment.srcPort,
            segment.dstHi,
            segment.dstLo,
            segment.dstPort);
    int slot = (int) flow & mask;
    while (latest[slot] != null && !latest[slot].isBetween(segment)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void growIfFull() {
    if (tuples <= latest.length / 2) {
      return;
    }
    TrackedConnection[] fewer = latest;
    latest = new TrackedConnection[2 * fewer.length];
    int mask = latest.length - 1;
    for (TrackedConnection connection : fewer) {
      if (connection != null) {
        int slot = (int) connection.hashBy(hash) & mask;
        while (latest[slot] != null) {
          slot = (slot + 1) & mask;
        }
        latest[slot] = connection;
      }
    }
  }
}
