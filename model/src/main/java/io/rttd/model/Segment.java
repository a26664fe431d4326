package io.rttd.model;

/**
 * One decoded TCP segment, or one tick of the clock: the slot that travels in a shard's ring.
 *
 * <p>A slot is written by one thread at a time and reused indefinitely, so its fields are plain,
 * public and primitive: a writer sets all of them (but {@link #flowHash}), and a reader must not
 * use the slot after the call that passed it. Sequence numbers and timestamps are the header's 32
 * bits, to be compared modulo 2^32.
 */
public final class Segment {
  /** {@link #timeNs} of a frame without a time: it yields no samples. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** At most this many SACK blocks fit into a TCP header (RFC 2018 3). */
  public static final int MAX_SACK_BLOCKS = 4;

  /** {@link #kind}: a TCP segment. */
  public static final int KIND_SEGMENT = 0;

  /** {@link #kind}: the clock moved to {@link #timeNs}; nothing else is set. */
  public static final int KIND_TICK = 1;

  /** {@link #kind}: the report interval ends at {@link #timeNs}; nothing else is set. */
  public static final int KIND_REPORT = 2;

  /** {@link #kind}: as {@link #KIND_REPORT}, and it is the last report. */
  public static final int KIND_LAST_REPORT = 3;

  /** {@link #kind}: the capture skipped packets until {@link #timeNs}; nothing else is set. */
  public static final int KIND_GAP = 4;

  /** {@link #timed}: what the source sends is timed. */
  public static final int TIMED_SRC = 1;

  /** {@link #timed}: what the destination sends is timed. */
  public static final int TIMED_DST = 2;

  public int kind;

  /** Capture time, ns since the epoch, or {@link #NO_TIME}. */
  public long timeNs;

  /** Number of the frame within its capture, from 1. */
  public long frame;

  /** Addresses as 128 bits, high and low half; IPv4 is mapped (RFC 4291 2.5.5.2). */
  public long srcHi;

  public long srcLo;
  public long dstHi;
  public long dstLo;
  public int srcPort;
  public int dstPort;

  /** The engine's hash of the flow, set by a publisher with several shards; 0: not computed. */
  public long flowHash;

  /** Union of {@link #TIMED_SRC} and {@link #TIMED_DST}; 0 when neither end is of interest. */
  public int timed;

  public int seq;
  public int ack;

  /** Union of {@link TcpFlags}. */
  public int flags;

  /** The window field as in the header, not scaled. */
  public int window;

  /** Bytes of payload on the wire, captured or not. */
  public int payloadLength;

  /** MSS option (RFC 9293 3.7.1), or 0. */
  public int mss;

  /** Whether there is a timestamps option (RFC 7323 3); only then are the next two fields valid. */
  public boolean hasTimestamps;

  public int tsVal;
  public int tsEcr;

  /** Number of {@link #sackBlocks} that are set. */
  public int sackCount;

  /**
   * SACK blocks (RFC 2018 3) in header order: left edge in the high half, right edge in the low.
   */
  public final long[] sackBlocks = new long[MAX_SACK_BLOCKS];

  /** Left edge of SACK block {@code i}: the first sequence number that the block holds. */
  public int sackLeft(int i) {
    return (int) (sackBlocks[i] >>> 32);
  }

  /** Right edge of SACK block {@code i}: the sequence number after the last that it holds. */
  public int sackRight(int i) {
    return (int) sackBlocks[i];
  }

  /** Appends a SACK block; beyond {@link #MAX_SACK_BLOCKS} it is ignored. */
  public void addSackBlock(int left, int right) {
    if (sackCount < MAX_SACK_BLOCKS) {
      sackBlocks[sackCount++] = ((long) left << 32) | (right & 0xFFFF_FFFFL);
    }
  }

  /** Whether all of these {@link TcpFlags} are set. */
  public boolean has(int flagBits) {
    return (flags & flagBits) == flagBits;
  }

  /** Sequence space that the segment consumes: payload, and one each for SYN and FIN. */
  public int sequenceLength() {
    return payloadLength + ((flags >>> 1) & 1) + (flags & 1);
  }

  /** Becomes a copy of {@code other}. */
  public void copyFrom(Segment other) {
    kind = other.kind;
    timeNs = other.timeNs;
    frame = other.frame;
    srcHi = other.srcHi;
    srcLo = other.srcLo;
    dstHi = other.dstHi;
    dstLo = other.dstLo;
    srcPort = other.srcPort;
    dstPort = other.dstPort;
    flowHash = other.flowHash;
    timed = other.timed;
    seq = other.seq;
    ack = other.ack;
    flags = other.flags;
    window = other.window;
    payloadLength = other.payloadLength;
    mss = other.mss;
    hasTimestamps = other.hasTimestamps;
    tsVal = other.tsVal;
    tsEcr = other.tsEcr;
    sackCount = other.sackCount;
    for (int i = 0; i < sackCount; i++) {
      sackBlocks[i] = other.sackBlocks[i];
    }
  }
}
