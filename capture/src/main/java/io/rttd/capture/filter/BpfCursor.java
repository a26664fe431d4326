package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/** Uses X as the position in a packet, in a program that moves from header to header. */
final class BpfCursor {
  private final BpfAssembler program;
  private final int start;

  /**
   * Creates a cursor.
   *
   * @param start offset from X to the current header
   */
  BpfCursor(BpfAssembler program, int start) {
    this.program = program;
    this.start = start;
  }

  /** Loads a byte of the header into A. */
  BpfAssembler loadByte(int offset) {
    return program.add(LOAD_BYTE_AT_X, start + offset);
  }

  /** Loads two bytes of the header into A. */
  BpfAssembler loadHalf(int offset) {
    return program.add(LOAD_HALF_AT_X, start + offset);
  }

  /** Loads four bytes of the header into A. */
  BpfAssembler loadWord(int offset) {
    return program.add(LOAD_WORD_AT_X, start + offset);
  }

  /** Advances X; A is lost. */
  void advance(int bytes) {
    if (bytes > 0) {
      program.add(X_TO_A, 0).add(ADD, bytes).add(A_TO_X, 0);
    }
  }

  /** Advances X by the bytes in A. */
  BpfAssembler advanceByA() {
    return program.add(ADD_X, 0).add(A_TO_X, 0);
  }

  /** Advances X past the IPv4 header; A is lost. */
  void skipIpv4Header() {
    loadByte(0).add(AND, FlowNotes.IPV4_LENGTH_MASK).add(SHIFT_LEFT, 2);
    advanceByA();
  }

  /** Jumps to the label if A is one of the values, continues otherwise. */
  void goTo(Label target, int... values) {
    for (int value : values) {
      program.ifEqual(value, target);
    }
  }
}
