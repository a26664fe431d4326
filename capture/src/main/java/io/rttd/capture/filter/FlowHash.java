package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * Writes the part of a filter program that keeps a {@link FlowShare}: it hashes each end, address
 * and port, and then the sum of both, which is the same for both directions.
 *
 * <p>Ends are those of the outermost IP header, after up to two VLAN tags, or with a {@link
 * TunnelWalk}, of the innermost one. Where a program cannot find ports (fragments, an
 * authentication header, IPv6 extension headers), only the addresses are hashed, so that at least
 * all such packets of a pair stay together.
 *
 * <p>The hash of an end is a weighted sum of its words, modulo 2^32. The mixing function has two
 * multiplications and three shifts, and is one of those that a search found to have the least bias.
 */
final class FlowHash {
  private static final int SAVED_X = 0;
  private static final int SOURCE = 1;
  private static final int DESTINATION = 2;
  private static final int SOURCE_PORT = 3;
  private static final int DESTINATION_PORT = 4;
  private static final int FIRST_TERM = 5;

  private static final int PORT_WEIGHT = 0x9E37_79B1;
  private static final int[] WORD_WEIGHTS = {0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 1};
  private static final int MIX_1 = 0x7FEB_352D;
  private static final int MIX_2 = 0x846C_A68B;

  private final BpfAssembler program;
  private final FlowShare share;

  FlowHash(BpfAssembler program, FlowShare share) {
    this.program = program;
    this.share = share;
  }

  /** Records the addresses of an IPv4 packet; X is unchanged. */
  void noteIpv4Addresses(int sourceOffset, int destinationOffset) {
    program.add(STORE_X, SAVED_X);
    program.add(LOAD_WORD_AT_X, sourceOffset).add(STORE, SOURCE);
    program.add(LOAD_WORD_AT_X, destinationOffset).add(STORE, DESTINATION);
    noteNoPorts();
  }

  /** Records the addresses of an IPv6 packet; X is unchanged. */
  void noteIpv6Addresses(int sourceOffset, int destinationOffset) {
    program.add(STORE_X, SAVED_X);
    sumWords(sourceOffset, SOURCE);
    sumWords(destinationOffset, DESTINATION);
    noteNoPorts();
  }

  /** Records neither addresses nor ports; X is unchanged. */
  void noteNothing() {
    program.add(STORE_X, SAVED_X);
    program.add(LOAD, 0).add(STORE, SOURCE).add(STORE, DESTINATION);
    noteNoPorts();
  }

  /** Records the ports of a TCP header at X + offset. */
  void notePorts(int tcpOffset) {
    program.add(LOAD_HALF_AT_X, tcpOffset).add(STORE, SOURCE_PORT);
    program.add(LOAD_HALF_AT_X, tcpOffset + Short.BYTES).add(STORE, DESTINATION_PORT);
  }

  /** Restores X to its value when addresses were recorded. */
  void restoreX() {
    program.add(LOAD_X_MEMORY, SAVED_X);
  }

  /**
   * Drops the packet unless its hash is within the share; otherwise continues, with X as when
   * addresses were recorded.
   */
  void keepShare() {
    Label within = new Label();
    Label beyond = new Label();
    hash();
    program.add(SHIFT_RIGHT, 16).ifAtLeast(share.threshold(), beyond).jump(within);
    program.label(beyond).keep(0).label(within);
    restoreX();
  }

  /** Sets A to the hash of what was recorded; X is lost. */
  void hash() {
    end(SOURCE, SOURCE_PORT);
    program.add(STORE, SOURCE);
    end(DESTINATION, DESTINATION_PORT);
    program.add(LOAD_X_MEMORY, SOURCE).add(ADD_X, 0);
    mix();
  }

  private void noteNoPorts() {
    program.add(LOAD, 0).add(STORE, SOURCE_PORT).add(STORE, DESTINATION_PORT);
  }

  private void sumWords(int offset, int result) {
    int last = WORD_WEIGHTS.length - 1;
    for (int i = 0; i <= last; i++) {
      program.add(LOAD_WORD_AT_X, offset + i * Integer.BYTES).add(MULTIPLY, WORD_WEIGHTS[i]);
      program.add(STORE, i < last ? FIRST_TERM + i : result);
    }
    for (int i = 0; i < last; i++) {
      program.add(LOAD_X_MEMORY, FIRST_TERM + i).add(ADD_X, 0);
    }
    program.add(STORE, result).add(LOAD_X_MEMORY, SAVED_X);
  }

  private void end(int address, int port) {
    program.add(LOAD_MEMORY, port).add(MULTIPLY, PORT_WEIGHT);
    program.add(LOAD_X_MEMORY, address).add(ADD_X, 0).add(ADD, share.seed());
    mix();
  }

  private void mix() {
    xorShifted(16);
    program.add(MULTIPLY, MIX_1);
    xorShifted(15);
    program.add(MULTIPLY, MIX_2);
    xorShifted(16);
  }

  private void xorShifted(int bits) {
    program.add(A_TO_X, 0).add(SHIFT_RIGHT, bits).add(XOR_X, 0);
  }
}
