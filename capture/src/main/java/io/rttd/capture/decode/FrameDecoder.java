package io.rttd.capture.decode;

import io.rttd.model.Segment;
import org.agrona.DirectBuffer;

/**
 * Decodes frames in place: from a link layer's first byte through tags, labels and tunnels to the
 * innermost TCP header.
 *
 * <p>Nothing is copied or allocated, nothing is read outside the captured bytes, and no input makes
 * it throw: each reader first checks that its header was captured, so a buffer's own bounds checks
 * may be disabled. Lengths are those of the wire, not of the capture. Checksums are never verified:
 * a host's own packets have none yet at the capture point.
 *
 * <p>A segment in a fragmented tunnel packet is handed over with the fragment that completes the
 * packet; the other fragments are {@link DecodeOutcome#FRAGMENT}.
 *
 * <p>Its only state is a cursor and such incomplete packets: one instance per capture thread, used
 * by that thread alone.
 */
public final class FrameDecoder implements SegmentDecoder {
  /** More headers than this are treated as malformed. */
  private static final int MAX_LAYERS = 24;

  private final FrameCursor cursor = new FrameCursor();
  private int longestCaptured;
  private final FragmentTable fragments = new FragmentTable();

  /**
   * Decodes one frame. A frame that is not wholly inside the buffer is malformed.
   *
   * @param linkType LINKTYPE_ number of libpcap's registry
   * @param buffer holds the frame; never read outside the captured bytes
   * @param offset index of the first byte
   * @param capturedLength bytes captured
   * @param originalLength bytes on the wire; ignored if less than {@code capturedLength}
   * @param into set completely if the outcome is {@link DecodeOutcome#TCP}, except {@code timeNs},
   *     {@code frame} and {@code timed}; arbitrary otherwise
   */
  @Override
  public DecodeOutcome decode(
      int linkType,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength,
      Segment into) {
    if (offset < 0 || capturedLength < 0 || offset > buffer.capacity() - capturedLength) {
      return DecodeOutcome.MALFORMED;
    }
    cursor.wrap(buffer, offset, capturedLength, originalLength);
    longestCaptured = Math.max(longestCaptured, capturedLength);
    if (originalLength <= capturedLength && capturedLength < longestCaptured) {
      cursor.bound(); // not snapped: longer frames were captured
    }
    // Fast path: nearly every frame is Ethernet, IP and TCP, and needs neither loop nor table of
    // types.
    Layer layer =
        linkType == LinkType.ETHERNET ? LinkLayer.ethernet(cursor) : LinkLayer.of(linkType);
    if (layer == Layer.IP) {
      layer = NetworkLayer.ip(cursor, into);
    }
    return layer == Layer.TCP ? TcpHeader.read(cursor, into) : unwrap(layer, into);
  }

  @Override
  public void atTime(long timeNs) {
    cursor.timeNs = timeNs;
  }

  @Override
  public int identification() {
    return cursor.identification;
  }

  @Override
  public int hopLimit() {
    return cursor.hopLimit;
  }

  @Override
  public int interfaceIndex() {
    return cursor.interfaceIndex;
  }

  /** Continues from a layer, header by header, until there is an outcome. */
  private DecodeOutcome unwrap(Layer from, Segment into) {
    Layer layer = from;
    for (int i = 0; i < MAX_LAYERS; i++) {
      if (layer == Layer.TCP) {
        return tcp(into);
      }
      if (layer.outcome() != null) {
        boolean fragment = cursor.fragment || layer == Layer.FRAGMENT;
        return fragment ? fragment(into) : layer.outcome();
      }
      layer = next(layer, into);
    }
    return DecodeOutcome.MALFORMED;
  }

  private DecodeOutcome tcp(Segment into) {
    DecodeOutcome outcome = TcpHeader.read(cursor, into);
    if (!cursor.fragment) {
      return outcome;
    }
    return outcome == DecodeOutcome.TCP && fragments.onFirst(cursor.fragmentHeader, into, cursor)
        ? DecodeOutcome.TCP
        : DecodeOutcome.FRAGMENT;
  }

  private DecodeOutcome fragment(Segment into) {
    return fragments.onOther(cursor.fragmentHeader, into, cursor)
        ? DecodeOutcome.TCP
        : DecodeOutcome.FRAGMENT;
  }

  /** Reads the header at the cursor. */
  private Layer next(Layer layer, Segment into) {
    return switch (layer) {
      case ETHERNET -> LinkLayer.ethernet(cursor);
      case IP -> NetworkLayer.ip(cursor, into);
      case VLAN -> EtherType.vlan(cursor);
      case LOOPBACK -> LinkLayer.loopback(cursor);
      case COOKED -> LinkLayer.cooked(cursor);
      case COOKED_V2 -> LinkLayer.cookedV2(cursor);
      case FDDI -> LinkLayer.fddi(cursor);
      case LLC -> LinkLayer.llc(cursor);
      case NFLOG -> PseudoHeaders.nflog(cursor);
      case PKTAP -> PseudoHeaders.pktap(cursor);
      case USER2 -> PseudoHeaders.user2(cursor);
      case PFLOG -> PseudoHeaders.pflog(cursor);
      case ENC -> PseudoHeaders.enc(cursor);
      case IPOIB -> PseudoHeaders.ipoib(cursor);
      case ERF -> ErfRecord.read(cursor);
      case RADIOTAP -> WirelessLayer.radiotap(cursor);
      case PPI -> WirelessLayer.ppi(cursor);
      case WIRELESS -> WirelessLayer.frame(cursor);
      case PPP -> PointToPoint.ppp(cursor);
      case PPP_DIRECTED -> PointToPoint.directed(cursor);
      case PPP_SERIAL -> PointToPoint.serial(cursor);
      case PPPOE -> PointToPoint.pppoe(cursor);
      case CISCO_METADATA -> EtherType.ciscoMetadata(cursor);
      case FABRIC_PATH -> EtherType.fabricPath(cursor);
      case L2TP_OVER_IP -> L2tpTunnel.overIp(cursor);
      case MPLS -> MplsStack.read(cursor);
      case GRE -> GreTunnel.read(cursor);
      case UDP -> UdpTunnel.read(cursor);
      case TCP, NOT_TCP, FRAGMENT, TRUNCATED, MALFORMED, UNKNOWN_LINK -> layer;
    };
  }
}
