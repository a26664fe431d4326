package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * Writes the part of a filter program that determines how much of a selected packet the kernel
 * keeps: up to the end of its TCP header, or of its IP header if it is a fragment without one.
 *
 * <p>A packet that is shorter than its headers claim is kept whole, so that it is counted
 * correctly; a program that reads beyond its end would drop it.
 */
final class HeaderSnap {
  /** SKF_AD_OFF + SKF_AD_PKTTYPE, and the type of packets that this host sends. */
  static final int PACKET_TYPE = -0x1000 + 4;

  static final int PACKET_OUTGOING = 4;

  private static final int TCP_LENGTH = 20;
  private static final int TCP_LENGTH_OFFSET = 12;
  private static final int TCP_FLAGS_OFFSET = 13;
  private static final int FIN_SYN_RST_ACK = 0x17;
  private static final int ACK = 0x10;

  /** Memory cells; those of {@link FlowHash} and of libpcap's programs begin at 0. */
  private static final int KEPT = 15;

  private static final int PACKET_END = 14;
  private static final int TCP_START = 13;
  private static final int INSIDE_TUNNEL = 12;

  private final BpfAssembler program;
  private final LinkHeader link;
  private final int snaplen;
  private final boolean ownAcks;
  private final boolean tunnels;

  private final Label cut = new Label();
  private final Label take = new Label();

  /** Keeps a packet up to the snap length, whatever its contents. */
  final Label whole = new Label();

  /**
   * Creates a writer into a program.
   *
   * @param snaplen maximum number of bytes kept
   * @param ownAcks whether ACKs without data that this host sends are kept
   * @param tunnels whether headers may be inside a tunnel, where the sender is unknown
   */
  HeaderSnap(BpfAssembler program, LinkHeader link, int snaplen, boolean ownAcks, boolean tunnels) {
    this.program = program;
    this.link = link;
    this.snaplen = snaplen;
    this.ownAcks = ownAcks;
    this.tunnels = tunnels;
  }

  /** Call it first, while X is 0. */
  void begin() {
    if (tunnels && !ownAcks) {
      program.add(STORE_X, INSIDE_TUNNEL);
    }
  }

  /** Records that a tunnel's payload follows. X is unchanged. */
  void enterTunnel() {
    if (!ownAcks) {
      program.add(LOAD, 1).add(STORE, INSIDE_TUNNEL);
    }
  }

  /**
   * Records where the packet ends. Call it before X moves to the TCP header.
   *
   * @param lengthOffset from X to a length field of 16 bits
   * @param uncounted bytes of the IP header that the field does not include
   */
  void rememberEnd(int lengthOffset, int uncounted) {
    if (!ownAcks) {
      program.add(LOAD_HALF_AT_X, lengthOffset).add(ADD, uncounted).add(ADD_X, 0);
      program.add(STORE, PACKET_END);
    }
  }

  /** Exits with the length to keep of the packet whose TCP header is at X + the link's length. */
  void tcp() {
    Label complete = new Label();
    program.add(LOAD_LENGTH, 0).add(SUBTRACT_X, 0);
    program.ifAtLeast(link.kernelLength + TCP_FLAGS_OFFSET + 1, complete).jump(whole);
    program.label(complete);
    if (!ownAcks) {
      dropPureAcksSent();
    }
    Label plausible = new Label();
    tcpLength();
    program.ifAtLeast(TCP_LENGTH, plausible).add(LOAD, TCP_LENGTH).label(plausible);
    program.jump(cut);
  }

  /** Exits with the length to keep of a fragment whose IPv4 header is at X + the link's length. */
  void fragment() {
    program.add(LOAD_BYTE_AT_X, link.length).add(AND, 0x0F).add(SHIFT_LEFT, 2).jump(cut);
  }

  /** Ends all paths: returns the length to keep. */
  void finish() {
    ways();
    program.add(RETURN_A, 0);
  }

  /** As {@link #finish}, if another program, which returns a snap length or 0, agrees. */
  BpfProgram finishIf(BpfProgram agrees) {
    ways();
    program.add(STORE, KEPT);
    BpfProgram tail = new BpfAssembler().add(LOAD_MEMORY, KEPT).add(RETURN_A, 0).assemble();
    return program.assemble().followedBy(agrees.acceptingInto(tail));
  }

  private void ways() {
    program.label(cut).add(ADD_X, 0).add(ADD, link.kernelLength);
    program.ifAtLeast(snaplen, whole).jump(take);
    program.label(whole).add(LOAD, snaplen);
    program.label(take);
  }

  /** A GSO packet whose length field is 0 has data, so it does not match. */
  private void dropPureAcksSent() {
    Label sent = new Label();
    Label ack = new Label();
    Label pure = new Label();
    Label other = new Label();
    if (tunnels) {
      program.add(LOAD_MEMORY, INSIDE_TUNNEL).ifEqual(1, other);
    }
    program.add(LOAD_WORD_AT, PACKET_TYPE).ifEqual(PACKET_OUTGOING, sent).jump(other);
    program.label(sent).add(LOAD_BYTE_AT_X, link.length + TCP_FLAGS_OFFSET);
    program.add(AND, FIN_SYN_RST_ACK).ifEqual(ACK, ack).jump(other);
    program.label(ack).add(STORE_X, TCP_START);
    tcpLength();
    program.add(ADD_X, 0).add(LOAD_X_MEMORY, PACKET_END).ifEqualX(pure);
    program.add(LOAD_X_MEMORY, TCP_START).jump(other);
    program.label(pure).keep(0).label(other);
  }

  private void tcpLength() {
    program.add(LOAD_BYTE_AT_X, link.length + TCP_LENGTH_OFFSET);
    program.add(SHIFT_RIGHT, 4).add(SHIFT_LEFT, 2);
  }
}
