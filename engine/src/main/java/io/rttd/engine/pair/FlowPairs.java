package io.rttd.engine.pair;

import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.Segment;
import io.rttd.model.Service;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.util.function.Supplier;

/**
 * Finds the pair of a flow's event: that of its two ends and its service.
 *
 * <p>The server of a flow is the end that received the SYN. Without the SYN, it is the end whose
 * port has a service; of two, the one with the lower port. Roles are stored with the flow; the
 * service follows from them and the table of ports, and is looked up only if a half flow has no
 * pair. One instance per shard, on its thread.
 */
public final class FlowPairs {
  private final PairTable pairs;
  private final Supplier<ServicePorts> published;
  private ServicePorts ports;
  private ServicePorts previous = ServicePorts.NONE;

  /**
   * Creates the finder of a table.
   *
   * @param published returns the current table of ports; called by {@link #takePorts}
   */
  public FlowPairs(PairTable pairs, Supplier<ServicePorts> published) {
    this.pairs = pairs;
    this.published = published;
    this.ports = published.get();
  }

  /**
   * The pair of the data that an end sends, held for it until {@link #release}.
   *
   * @param segment has the flow's addresses and ports
   * @param bySource true if the pair's {@code src} is the segment's source, false if its
   *     destination
   * @param sender the segment's source
   * @param receiver its destination
   */
  public int resolve(Segment segment, boolean bySource, HalfFlow sender, HalfFlow receiver) {
    HalfFlow half = bySource ? sender : receiver;
    int before = PairLink.pair(half);
    if (pairs.isNamed(before)) {
      return before;
    }
    Service service = service(segment, sender, receiver);
    int pair =
        bySource
            ? pairs.resolve(
                before, segment.srcHi, segment.srcLo, segment.dstHi, segment.dstLo, service)
            : pairs.resolve(
                before, segment.dstHi, segment.dstLo, segment.srcHi, segment.srcLo, service);
    if (pair != before) {
      PairLink.setPair(half, pair);
    }
    return pair;
  }

  /** As {@link #resolve}, for a single count: without a reference, see {@link PairTable#locate}. */
  public int locate(Segment segment, boolean bySource, HalfFlow sender, HalfFlow receiver) {
    Service service = service(segment, sender, receiver);
    return bySource
        ? pairs.locate(segment.srcHi, segment.srcLo, segment.dstHi, segment.dstLo, service)
        : pairs.locate(segment.dstHi, segment.dstLo, segment.srcHi, segment.srcLo, service);
  }

  /** Records from a SYN which end is the client, and which ends are local. */
  public void onSyn(Segment syn, HalfFlow sender, HalfFlow receiver) {
    boolean fromClient = !syn.has(TcpFlags.ACK);
    boolean changed =
        PairLink.isClient(sender) != fromClient || PairLink.isClient(receiver) == fromClient;
    PairLink.setEnd(sender, fromClient, (syn.timed & Segment.TIMED_SRC) != 0);
    PairLink.setEnd(receiver, !fromClient, (syn.timed & Segment.TIMED_DST) != 0);
    if (changed && !ports.isEmpty()) {
      release(sender);
      release(receiver);
    }
  }

  /** The ends of a flow that are local, as {@link Segment#timed} bits; 0 without its SYN. */
  public static int localEnds(HalfFlow sender, HalfFlow receiver) {
    return (PairLink.isLocal(sender) ? Segment.TIMED_SRC : 0)
        | (PairLink.isLocal(receiver) ? Segment.TIMED_DST : 0);
  }

  /** Releases the pair of a half flow, which may then get another one. */
  public void release(HalfFlow half) {
    int pair = PairLink.pair(half);
    if (pair != PairLink.NONE) {
      pairs.release(pair);
      PairLink.setPair(half, PairLink.NONE);
    }
  }

  /**
   * Switches to the current table of ports.
   *
   * @return whether it is another one; if so, call {@link #releaseMoved} for each flow
   */
  public boolean takePorts() {
    ServicePorts current = published.get();
    if (current == ports) {
      return false;
    }
    previous = ports;
    ports = current;
    return true;
  }

  /**
   * Releases a flow's pairs if {@link #takePorts} changed its service. Without its SYN, which ends
   * are local, and thus whose ports count, is unknown: then it releases them in any case.
   *
   * @param ends has the flow's addresses and ports, and which ends are local
   */
  public void releaseMoved(Segment ends, HalfFlow sender, HalfFlow receiver) {
    boolean known = localEnds(sender, receiver) != 0;
    if (known
        && service(previous, ends, sender, receiver)
            .equals(service(ports, ends, sender, receiver))) {
      return;
    }
    release(sender);
    release(receiver);
  }

  /** Whether any port has a service. */
  public boolean knowsPorts() {
    return !ports.isEmpty();
  }

  /**
   * The end of a flow without its SYN that has a port with a service; of two, the one with the
   * lower port.
   *
   * @return {@link Segment#TIMED_SRC} for the source, {@link Segment#TIMED_DST} for the
   *     destination, 0 for neither
   */
  public int serverByPort(Segment segment) {
    boolean src = ofSource(ports, segment) != null;
    boolean dst = ofDestination(ports, segment) != null;
    if (src && (!dst || segment.srcPort < segment.dstPort)) {
      return Segment.TIMED_SRC;
    }
    return dst ? Segment.TIMED_DST : 0;
  }

  private Service service(Segment segment, HalfFlow sender, HalfFlow receiver) {
    return service(ports, segment, sender, receiver);
  }

  private static Service service(
      ServicePorts ports, Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (ports.isEmpty()) {
      return Service.NONE;
    }
    if (PairLink.isClient(sender)) {
      return named(ofDestination(ports, segment));
    }
    if (PairLink.isClient(receiver)) {
      return named(ofSource(ports, segment));
    }
    Service src = ofSource(ports, segment);
    Service dst = ofDestination(ports, segment);
    if (src == null || dst == null) {
      return named(src == null ? dst : src);
    }
    return segment.srcPort < segment.dstPort ? src : dst;
  }

  private static Service ofSource(ServicePorts ports, Segment segment) {
    return ports.at(segment.srcPort, (segment.timed & Segment.TIMED_SRC) != 0);
  }

  private static Service ofDestination(ServicePorts ports, Segment segment) {
    return ports.at(segment.dstPort, (segment.timed & Segment.TIMED_DST) != 0);
  }

  private static Service named(Service service) {
    return service == null ? Service.NONE : service;
  }
}
