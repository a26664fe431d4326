package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * Writes the part of a filter program that records for a {@link FlowHash} what distinguishes flows:
 * the addresses, and the ports if it finds a TCP header.
 */
final class FlowNotes {
  static final int IPV4_FRAGMENT_OFFSET = 6;
  static final int IPV4_FRAGMENT_BITS = 0x1FFF;
  static final int IPV4_PROTOCOL_OFFSET = 9;
  private static final int IPV4_SOURCE_OFFSET = 12;
  private static final int IPV4_DESTINATION_OFFSET = 16;
  static final int IPV4_LENGTH_MASK = 0x0F;
  static final int IPV6_NEXT_HEADER_OFFSET = 6;
  private static final int IPV6_SOURCE_OFFSET = 8;
  private static final int IPV6_DESTINATION_OFFSET = 24;
  static final int IPV6_LENGTH = 40;
  private static final int PROTOCOL_TCP = 6;

  private final BpfAssembler program;
  private final FlowHash hash;
  private final int start;

  /**
   * Creates a writer into a program.
   *
   * @param start offset from X to the IP header
   */
  FlowNotes(BpfAssembler program, FlowHash hash, int start) {
    this.program = program;
    this.hash = hash;
    this.start = start;
  }

  /** X stays as it is. */
  void noteIpv4() {
    Label noPorts = new Label();
    Label tcp = new Label();
    hash.noteIpv4Addresses(start + IPV4_SOURCE_OFFSET, start + IPV4_DESTINATION_OFFSET);
    program.add(LOAD_HALF_AT_X, start + IPV4_FRAGMENT_OFFSET);
    program.ifAnySet(IPV4_FRAGMENT_BITS, noPorts);
    program.add(LOAD_BYTE_AT_X, start + IPV4_PROTOCOL_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcp).jump(noPorts).label(tcp);
    program.add(LOAD_BYTE_AT_X, start).add(AND, IPV4_LENGTH_MASK);
    program.add(SHIFT_LEFT, 2).add(ADD_X, 0).add(A_TO_X, 0);
    hash.notePorts(start);
    hash.restoreX();
    program.label(noPorts);
  }

  /** X stays as it is. */
  void noteIpv6() {
    Label noPorts = new Label();
    Label tcp = new Label();
    hash.noteIpv6Addresses(start + IPV6_SOURCE_OFFSET, start + IPV6_DESTINATION_OFFSET);
    program.add(LOAD_BYTE_AT_X, start + IPV6_NEXT_HEADER_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcp).jump(noPorts).label(tcp);
    hash.notePorts(start + IPV6_LENGTH);
    program.label(noPorts);
  }

  /** Records only the addresses of an IPv4 header. X is unchanged. */
  void noteIpv4Addresses() {
    hash.noteIpv4Addresses(start + IPV4_SOURCE_OFFSET, start + IPV4_DESTINATION_OFFSET);
  }

  /** Records only the addresses of an IPv6 header. X is unchanged. */
  void noteIpv6Addresses() {
    hash.noteIpv6Addresses(start + IPV6_SOURCE_OFFSET, start + IPV6_DESTINATION_OFFSET);
  }

  /** Records nothing: flows cannot be distinguished. X is unchanged. */
  void noteNothing() {
    hash.noteNothing();
  }

  /** Sets A to the hash of what was recorded; X is lost. */
  void hash() {
    hash.hash();
  }
}
