package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;
import static io.rttd.capture.filter.TunnelWalk.FLAGS;
import static io.rttd.capture.filter.TunnelWalk.TYPE;

import io.rttd.capture.filter.BpfAssembler.Label;

/** Writes the part of a {@link TunnelWalk} that looks through tunnels in UDP, by their ports. */
final class UdpTunnelWalk {
  private static final int UDP_LENGTH = 8;

  private final BpfAssembler program;
  private final BpfCursor cursor;
  private final TunnelWalk walk;

  /**
   * Creates a writer into a program.
   *
   * @param walk continues after the tunnel's header
   */
  UdpTunnelWalk(BpfAssembler program, BpfCursor cursor, TunnelWalk walk) {
    this.program = program;
    this.cursor = cursor;
    this.walk = walk;
  }

  /** Writes the walk from a UDP header at X. */
  void write() {
    Label vxlan = new Label();
    Label geneve = new Label();
    Label gtpU = new Label();
    Label teredo = new Label();
    for (int portOffset : new int[] {2, 0}) { // The destination first: mostly the server's.
      cursor.loadHalf(portOffset);
      program.ifEqual(4789, vxlan).ifEqual(8472, vxlan).ifEqual(6081, geneve);
      program.ifEqual(2152, gtpU).ifEqual(3544, teredo);
      cursor.goTo(walk.opaque, 1701, 37008);
    }
    program.keep(0);
    program.label(vxlan);
    vxlan();
    program.label(geneve);
    geneve();
    program.label(gtpU);
    gtpU();
    program.label(teredo);
    teredo();
  }

  private void vxlan() {
    Label valid = new Label();
    cursor.loadByte(UDP_LENGTH).ifAnySet(0x08, valid).jump(walk.opaque);
    program.label(valid);
    cursor.advance(UDP_LENGTH + 8);
    program.jump(walk.ethernet);
  }

  private void geneve() {
    cursor.loadHalf(UDP_LENGTH + 2).add(STORE, TYPE);
    cursor.loadByte(UDP_LENGTH).ifAnySet(0xC0, walk.opaque); // Version.
    program.add(AND, 0x3F).add(SHIFT_LEFT, 2).add(ADD, UDP_LENGTH + 8);
    program.add(ADD_X, 0).add(A_TO_X, 0).jump(walk.type);
  }

  private void gtpU() {
    Label userData = new Label();
    Label optional = new Label();
    Label extension = new Label();
    cursor.loadHalf(UDP_LENGTH).add(AND, 0xF0FF).ifEqual(0x30FF, userData);
    program.jump(walk.opaque).label(userData);
    cursor.loadByte(UDP_LENGTH).add(STORE, FLAGS).ifAnySet(0x07, optional);
    cursor.advance(UDP_LENGTH + 8);
    program.jump(walk.innerIp).label(optional);
    cursor.advance(UDP_LENGTH + 12);
    program.add(LOAD_MEMORY, FLAGS).ifAnySet(0x04, extension).jump(walk.innerIp).label(extension);
    for (int i = 0; i < 2; i++) { // The last byte before each one indicates whether it exists.
      cursor.loadByte(-1).ifEqual(0, walk.innerIp);
      cursor.loadByte(0).add(SHIFT_LEFT, 2).add(ADD_X, 0).add(A_TO_X, 0);
    }
    cursor.loadByte(-1).ifEqual(0, walk.innerIp).jump(walk.opaque);
  }

  /** An authentication, whose length varies, is left to the decoder. */
  private void teredo() {
    Label origin = new Label();
    Label packet = new Label();
    cursor.loadHalf(UDP_LENGTH).ifEqual(0, origin).ifEqual(1, walk.opaque);
    program.jump(packet).label(origin);
    cursor.advance(8);
    program.label(packet);
    cursor.advance(UDP_LENGTH);
    program.jump(walk.innerIp);
  }
}
