package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;
import static io.rttd.capture.filter.TunnelWalk.FLAGS;
import static io.rttd.capture.filter.TunnelWalk.TYPE;

import io.rttd.capture.filter.BpfAssembler.Label;

/** Writes the part of a {@link TunnelWalk} that looks through GRE and ERSPAN in it. */
final class GreWalk {
  private static final int ERSPAN = 0x88BE;
  private static final int ERSPAN_III = 0x22EB;
  private static final int ERSPAN_II_LENGTH = 8;
  private static final int ERSPAN_III_LENGTH = 12;

  private final BpfAssembler program;
  private final BpfCursor cursor;
  private final TunnelWalk walk;

  /**
   * Creates a writer into a program.
   *
   * @param walk continues after the tunnel's header
   */
  GreWalk(BpfAssembler program, BpfCursor cursor, TunnelWalk walk) {
    this.program = program;
    this.cursor = cursor;
    this.walk = walk;
  }

  /** Writes the walk from a GRE header at X. */
  void write() {
    Label erspan = new Label();
    Label erspanIii = new Label();
    cursor.loadHalf(2).add(STORE, TYPE);
    cursor.loadHalf(0).add(STORE, FLAGS);
    program.ifAnySet(0x4007, walk.opaque); // Routing, or PPTP's version.
    program.add(SHIFT_RIGHT, 13).add(AND, 4).add(ADD, 4).add(ADD_X, 0).add(A_TO_X, 0); // Checksum.
    program.add(LOAD_MEMORY, FLAGS);
    program.add(SHIFT_RIGHT, 11).add(AND, 4).add(ADD_X, 0).add(A_TO_X, 0); // Key.
    program.add(LOAD_MEMORY, FLAGS);
    program.add(SHIFT_RIGHT, 10).add(AND, 4).add(ADD_X, 0).add(A_TO_X, 0); // Sequence number.
    program.add(LOAD_MEMORY, TYPE).ifEqual(ERSPAN, erspan).ifEqual(ERSPAN_III, erspanIii);
    program.jump(walk.type);
    erspan(erspan, erspanIii);
    erspanIii(erspanIii);
  }

  /** Type I is recognized by its lack of a sequence number. */
  private void erspan(Label erspan, Label erspanIii) {
    Label typeIi = new Label();
    program.label(erspan).add(LOAD_MEMORY, FLAGS).ifAnySet(0x1000, typeIi).jump(walk.ethernet);
    program.label(typeIi);
    cursor.loadByte(0).add(AND, 0xF0).ifEqual(0x20, erspanIii);
    cursor.advance(ERSPAN_II_LENGTH);
    program.jump(walk.ethernet);
  }

  private void erspanIii(Label erspanIii) {
    program.label(erspanIii);
    cursor.loadHalf(10).add(STORE, FLAGS);
    program.add(AND, 1).add(SHIFT_LEFT, 3).add(ADD, ERSPAN_III_LENGTH); // Platform's subheader.
    program.add(ADD_X, 0).add(A_TO_X, 0);
    program.add(LOAD_MEMORY, FLAGS).add(AND, 0x7C00);
    program.ifEqual(0, walk.ethernet).ifEqual(0x0800, walk.innerIp).jump(walk.opaque);
  }
}
