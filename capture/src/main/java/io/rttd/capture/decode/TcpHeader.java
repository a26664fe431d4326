package io.rttd.capture.decode;

import io.rttd.model.Segment;

/** The TCP header (RFC 9293 3.1) and the options that matter: MSS, timestamps, SACK. */
final class TcpHeader {
  private static final int LENGTH = 20;

  /** Up to the window: a frame cut off after it still has everything needed. */
  private static final int NEEDED_LENGTH = 16;

  private static final int PORTS_AND_SEQ_OFFSET = 0;
  private static final int ACK_TO_WINDOW_OFFSET = 8;
  private static final int FLAGS_MASK = 0x3F;

  private static final int OPTION_END = 0;
  private static final int OPTION_NOP = 1;
  private static final int OPTION_MSS = 2;
  private static final int OPTION_MSS_LENGTH = 4;
  private static final int OPTION_SACK = 5;
  private static final int SACK_BLOCK_LENGTH = 8;
  private static final int OPTION_TIMESTAMPS = 8;
  private static final int OPTION_TIMESTAMPS_LENGTH = 10;

  /** RFC 7323 appendix A: how nearly every segment begins its options. */
  private static final int NOP_NOP_TIMESTAMPS = 0x0101080A;

  private static final int NOP_NOP_TIMESTAMPS_LENGTH = 12;

  private TcpHeader() {}

  /** Reads the header at the cursor into the segment, whose addresses are set already. */
  static DecodeOutcome read(FrameCursor cursor, Segment into) {
    if (cursor.wireLength() < LENGTH) {
      return DecodeOutcome.MALFORMED;
    }
    if (cursor.lacks(NEEDED_LENGTH)) {
      return DecodeOutcome.TRUNCATED;
    }
    // Two eight-byte words contain everything needed: a read costs more than a shift.
    long portsAndSeq = cursor.i64(PORTS_AND_SEQ_OFFSET);
    long ackToWindow = cursor.i64(ACK_TO_WINDOW_OFFSET);
    int headerLength = ((int) (ackToWindow >>> 28) & 0xF) << 2;
    long payloadLength = cursor.wireLength() - headerLength;
    if (headerLength < LENGTH || payloadLength < 0 || payloadLength > Integer.MAX_VALUE) {
      return DecodeOutcome.MALFORMED;
    }
    into.kind = Segment.KIND_SEGMENT;
    into.srcPort = (int) (portsAndSeq >>> 48);
    into.dstPort = (int) (portsAndSeq >>> 32) & 0xFFFF;
    into.seq = (int) portsAndSeq;
    into.ack = (int) (ackToWindow >>> 32);
    into.flags = (int) (ackToWindow >>> 16) & FLAGS_MASK;
    into.window = (int) ackToWindow & 0xFFFF;
    into.payloadLength = (int) payloadLength;
    into.mss = 0;
    into.hasTimestamps = false;
    into.tsVal = 0;
    into.tsEcr = 0;
    into.sackCount = 0;
    options(cursor, headerLength, into);
    return DecodeOutcome.TCP;
  }

  /**
   * Walks the options, as far as they were captured. One that overruns the header, or has an
   * invalid length, ends the walk; the segment still counts, as for its receiver.
   */
  private static void options(FrameCursor cursor, int headerLength, Segment into) {
    int end = Math.min(headerLength, cursor.readable());
    int at = LENGTH;
    if (at + NOP_NOP_TIMESTAMPS_LENGTH <= end && cursor.i32(at) == NOP_NOP_TIMESTAMPS) {
      timestamps(cursor, at + 2, into);
      at += NOP_NOP_TIMESTAMPS_LENGTH;
    }
    while (at < end) {
      int kind = cursor.u8(at);
      if (kind == OPTION_NOP) {
        at++;
        continue;
      }
      if (kind == OPTION_END || at + 1 >= end) {
        return;
      }
      int length = cursor.u8(at + 1);
      if (length < 2 || at + length > headerLength) {
        return;
      }
      option(cursor, kind, at, length, end, into);
      at += length;
    }
  }

  private static void option(
      FrameCursor cursor, int kind, int at, int length, int end, Segment into) {
    if (kind == OPTION_SACK) {
      sackBlocks(cursor, at + 2, length - 2, end, into);
    } else if (at + length > end) {
      return; // snapped
    } else if (kind == OPTION_TIMESTAMPS && length == OPTION_TIMESTAMPS_LENGTH) {
      timestamps(cursor, at, into);
    } else if (kind == OPTION_MSS && length == OPTION_MSS_LENGTH) {
      into.mss = cursor.u16(at + 2);
    }
  }

  private static void timestamps(FrameCursor cursor, int at, Segment into) {
    long values = cursor.i64(at + 2);
    into.hasTimestamps = true;
    into.tsVal = (int) (values >>> 32);
    into.tsEcr = (int) values;
  }

  private static void sackBlocks(
      FrameCursor cursor, int first, int blocksLength, int end, Segment into) {
    if (blocksLength % SACK_BLOCK_LENGTH != 0) {
      return;
    }
    int blocksEnd = Math.min(first + blocksLength, end);
    for (int at = first; at + SACK_BLOCK_LENGTH <= blocksEnd; at += SACK_BLOCK_LENGTH) {
      into.addSackBlock(cursor.i32(at), cursor.i32(at + 4));
    }
  }
}
