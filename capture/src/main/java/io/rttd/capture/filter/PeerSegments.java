package io.rttd.capture.filter;

import io.rttd.capture.LocalNetworks;
import io.rttd.capture.SegmentFilter;
import io.rttd.config.Cidr;
import io.rttd.model.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The peers, exclusions and ports of a {@link PeerFilter}, applied to a decoded segment. Immutable.
 */
final class PeerSegments implements SegmentFilter {
  private final boolean anyPeer;
  private final boolean anyPort;
  private final LocalNetworks peers;
  private final LocalNetworks excluded;
  private final BitSet ports = new BitSet();

  PeerSegments(List<Cidr> peers, List<Cidr> excluded, List<Integer> ports) {
    anyPeer = peers.isEmpty();
    anyPort = ports.isEmpty();
    this.peers = networks(peers);
    this.excluded = networks(excluded);
    ports.forEach(this.ports::set);
  }

  @Override
  public boolean wants(Segment segment) {
    return (anyPort || ports.get(segment.srcPort) || ports.get(segment.dstPort))
        && (anyPeer
            || peers.contains(segment.srcHi, segment.srcLo)
            || peers.contains(segment.dstHi, segment.dstLo))
        && !excluded.contains(segment.srcHi, segment.srcLo)
        && !excluded.contains(segment.dstHi, segment.dstLo);
  }

  /** Single addresses are looked up, blocks are scanned. */
  private static LocalNetworks networks(List<Cidr> blocks) {
    List<InetAddress> single = new ArrayList<>();
    List<Cidr> others = new ArrayList<>();
    for (Cidr block : blocks) {
      if (block.prefixLength() == block.address().getAddress().length * Byte.SIZE) {
        single.add(block.address());
      } else {
        others.add(block);
      }
    }
    return new LocalNetworks(single, others);
  }
}
