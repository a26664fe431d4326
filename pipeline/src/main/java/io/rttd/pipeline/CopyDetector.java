package io.rttd.pipeline;

import io.rttd.model.Segment;

/**
 * Recognizes copies: frames of packets that were captured before, on another interface (a bridge
 * and its port, a VLAN and its lower device), on the other side of a router, or in the other half
 * of a mirrored link. A copy is not a transmission, so it must not look like a retransmission.
 *
 * <p>A frame is a copy of an earlier one with the same ends, sequence numbers, length, flags,
 * timestamps, window and SACK blocks if it comes within 2 ms of it or of its latest copy, and has
 * the same IPv4 identification (other than 0), another TTL or hop limit, or another interface.
 * Different identifications on one interface with one TTL mean two transmissions. Window updates
 * and duplicate ACKs may follow closely: their window or SACK blocks differ. Where none of the
 * three can tell (IPv6, or identification 0), time decides, but only where {@link TwinHistory}
 * shows that frames come twice: a frame within 100 us is a copy, and in a direction that is doubled
 * itself, so is the first one within 2 ms. Hence a retransmission within 2 ms still counts once the
 * original has had its twin.
 *
 * <p>Pieces of a frame that was captured whole on another interface are copies, too: {@link
 * SuperSegments}.
 *
 * <p>The last 4096 frames lie in a ring, and those within 2 ms form chains by their hash. A chain
 * is followed for 8 frames, so that a flood of similar frames costs no more. Above 2 million frames
 * a second, the ring holds less than 2 ms: a copy may then go unrecognized, but no frame is ever
 * mistaken for a copy because another one was forgotten.
 *
 * <p>Allocates nothing per frame. One thread.
 */
public final class CopyDetector {
  /** Longest time between a frame and its copy, in ns. */
  static final long COPY_NS = 2_000_000;

  /** Longest time between twins that only time distinguishes, in ns. */
  static final long TWIN_NS = 100_000;

  private static final int FRAMES = 4096;

  /** Frames are forgotten block by block. */
  private static final int BLOCK_SHIFT = 6;

  private static final int BLOCK_FRAMES = 1 << BLOCK_SHIFT;

  private static final int BLOCKS = FRAMES / BLOCK_FRAMES;
  private static final int LONGEST_CHAIN = 8;
  private static final int CHAINS = 8192;
  private static final int CHAIN_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(CHAINS);

  // A frame: hash of what copies have in common, time in ns (of its latest copy, if recognized by
  // more than time), traits.
  private static final int FRAME_LONGS = 4;
  private static final int TIME = 1;
  private static final int TRAITS = 2;

  // Traits: whether its twin came (1 bit), whether it has an identification (1), that or the number
  // that TwinHistory gave it (16), hop limit (8), interface (30).
  private static final long INTERFACE = (1L << 30) - 1;
  private static final int HOP_LIMIT_SHIFT = 30;
  private static final long HOP_LIMIT = 0xFFL << HOP_LIMIT_SHIFT;
  private static final int NUMBER_SHIFT = 38;
  private static final long NUMBER = 0xFFFFL << NUMBER_SHIFT;
  private static final long IDENTIFIED = 1L << 54;
  private static final long TWIN = 1L << 55;

  private static final long WEIGHT_1 = 0x9E37_79B9_7F4A_7C15L;
  private static final long WEIGHT_2 = 0xC2B2_AE3D_27D4_EB4FL;
  private static final long WEIGHT_3 = 0xBF58_476D_1CE4_E5B9L;
  private static final long WEIGHT_4 = 0x94D0_49BB_1331_11EBL;
  private static final long WEIGHT_5 = 0xFF51_AFD7_ED55_8CCDL;
  private static final long WEIGHT_6 = 0xD6E8_FEB8_6659_FD93L;
  private static final long WEIGHT_7 = 0xA076_1D64_78BD_642FL;
  private static final long WEIGHT_8 = 0xE703_7ED1_A0B4_28DBL;

  private final long[] frames = new long[FRAMES * FRAME_LONGS];

  /** When each block's last frame was captured, in ns. */
  private final long[] blockEndNs = new long[BLOCKS];

  /** Number of the latest frame of a chain. Numbers have 16 bits, and wrap. */
  private final char[] latest = new char[CHAINS];

  /** Number of the frame before it in its chain. */
  private final char[] previous = new char[FRAMES];

  private final TwinHistory twins = new TwinHistory();
  private final SuperSegments superSegments = new SuperSegments();

  /** Whether copies from another interface were seen: without any, there are no pieces either. */
  private boolean looksForPieces;

  /** Looks for copies that come too late to be left out; null: nothing does. */
  private FarCopies far;

  private long nearCopies;
  private long nearApartNs;

  /** Number of the next frame; wraps. */
  private int next;

  /** Number of the first frame of the oldest block that is not forgotten; wraps. */
  private int oldest;

  /** Relation of a frame to an earlier one. */
  private enum Relation {
    NONE,
    /** Looks the same and follows closely, where frames do not come twice. */
    TWIN,
    COPY
  }

  /** Creates a detector that has seen no frame. */
  public CopyDetector() {}

  /** Also counts copies that are too far apart to be left out. */
  void lookFar() {
    far = new FarCopies();
  }

  /** The same packet with another hop limit, or on another interface. */
  static boolean isSamePacketElsewhere(long traits, long earlier) {
    long differences = traits ^ earlier;
    boolean sameIdentification =
        (differences & IDENTIFIED) == 0
            && ((traits & IDENTIFIED) == 0 || (differences & NUMBER) == 0);
    return sameIdentification && (differences & (INTERFACE | HOP_LIMIT)) != 0;
  }

  /** Copies that were recognized by more than time, and left out. */
  long nearCopies() {
    return nearCopies;
  }

  /** Sum of the times between each of them and its original. */
  long nearApartNs() {
    return nearApartNs;
  }

  /** Copies too far apart to be left out. */
  long farCopies() {
    return far == null ? 0 : far.count();
  }

  /** Sum of the times between each of them and its original. */
  long farApartNs() {
    return far == null ? 0 : far.apartNs();
  }

  /**
   * Whether a segment is a copy; one that is not is remembered.
   *
   * @param segment decoded; its {@code timeNs} and {@code frame} are not read
   * @param timeNs when its frame was captured, ns since the epoch
   * @param identification of its IPv4 header, 0 to 65535; 0 for IPv6
   * @param hopLimit TTL or hop limit, 0 to 255
   * @param interfaceIndex tells interfaces apart
   */
  public boolean isCopy(
      Segment segment, long timeNs, int identification, int hopLimit, int interfaceIndex) {
    long direction = directionHash(segment);
    long hash = frameHash(segment, direction);
    int chain = (int) (hash >>> CHAIN_SHIFT);
    long traits = (interfaceIndex & INTERFACE) | (long) hopLimit << HOP_LIMIT_SHIFT;
    traits |= identification == 0 ? 0 : IDENTIFIED | (long) identification << NUMBER_SHIFT;
    int number = latest[chain];
    for (int i = 0; i < LONGEST_CHAIN && isKept(number); i++) {
      int at = at(number);
      if (frames[at] == hash) {
        Relation relation = relationTo(at, timeNs, traits, direction);
        if (relation == Relation.COPY) {
          return true;
        }
        if (relation == Relation.TWIN) {
          traits |= frames[at + TRAITS] & (TWIN | NUMBER);
          remember(chain, hash, timeNs, traits);
          return false;
        }
      }
      number = previous[number & (FRAMES - 1)];
    }
    if (looksForPieces && segment.payloadLength > 0) {
      if (superSegments.isPiece(segment, timeNs, direction, interfaceIndex)) {
        return true;
      }
      superSegments.onSegment(segment, timeNs, direction, interfaceIndex);
    }
    if (far != null) {
      far.onSegment(hash, timeNs, traits);
    }
    if (identification == 0) {
      traits |= (twins.onFrame(direction) & 0xFFFFL) << NUMBER_SHIFT;
    }
    remember(chain, hash, timeNs, traits);
    return false;
  }

  private Relation relationTo(int at, long timeNs, long traits, long direction) {
    long apartNs = Math.abs(timeNs - frames[at + TIME]);
    if (apartNs > COPY_NS) {
      return Relation.NONE;
    }
    long earlier = frames[at + TRAITS];
    long differences = traits ^ earlier;
    if ((differences & (INTERFACE | HOP_LIMIT)) != 0) {
      looksForPieces |= (differences & INTERFACE) != 0;
      countNear(apartNs);
      refresh(at, timeNs);
      return Relation.COPY;
    }
    if (((traits | earlier) & IDENTIFIED) == 0) {
      return relationByTime(at, apartNs, direction);
    }
    if ((differences & (IDENTIFIED | NUMBER)) != 0) {
      return Relation.NONE;
    }
    countNear(apartNs);
    refresh(at, timeNs);
    return Relation.COPY;
  }

  private void countNear(long apartNs) {
    nearCopies++;
    nearApartNs += apartNs;
  }

  /**
   * Gives a frame the time of its copy, for comparison with later ones, and keeps its block until
   * then.
   */
  private void refresh(int at, long timeNs) {
    frames[at + TIME] = Math.max(frames[at + TIME], timeNs);
    int block = at / (BLOCK_FRAMES * FRAME_LONGS);
    blockEndNs[block] = Math.max(blockEndNs[block], timeNs);
  }

  private Relation relationByTime(int at, long apartNs, long direction) {
    long earlier = frames[at + TRAITS];
    boolean first = (earlier & TWIN) == 0;
    frames[at + TRAITS] = earlier | TWIN;
    if (apartNs > TWIN_NS) {
      return first && twins.isDoubled(direction) ? Relation.COPY : Relation.NONE;
    }
    int age = (twins.frames() - (int) (earlier >>> NUMBER_SHIFT)) & 0xFFFF;
    if (first) {
      twins.onTwin(direction, age);
    }
    return twins.isDoubled(direction) || twins.isAllDoubled(age) ? Relation.COPY : Relation.TWIN;
  }

  private boolean isKept(int number) {
    return (char) (number - oldest) < next - oldest;
  }

  private void remember(int chain, long hash, long timeNs, long traits) {
    int at = at(next);
    frames[at] = hash;
    frames[at + TIME] = timeNs;
    frames[at + TRAITS] = traits;
    previous[next & (FRAMES - 1)] = latest[chain];
    latest[chain] = (char) next++;
    if ((next & (BLOCK_FRAMES - 1)) == 0) {
      blockEndNs[blockBefore(next)] = timeNs;
      forget(timeNs - COPY_NS);
    }
  }

  /** Drops blocks that are too old, and the oldest if there is no room for the next. */
  private void forget(long thresholdNs) {
    while (oldest != next
        && (next - oldest == FRAMES
            || blockEndNs[blockBefore(oldest + BLOCK_FRAMES)] < thresholdNs)) {
      oldest += BLOCK_FRAMES;
    }
  }

  /** The block that ends before a frame. */
  private static int blockBefore(int number) {
    return ((number >> BLOCK_SHIFT) - 1) & (BLOCKS - 1);
  }

  private static int at(int number) {
    return (number & (FRAMES - 1)) * FRAME_LONGS;
  }

  /** A weighted sum modulo 2^64, without mixing: it is only one part of a frame's hash. */
  private static long directionHash(Segment segment) {
    return segment.srcLo * WEIGHT_1
        + segment.dstLo * WEIGHT_2
        + (segment.srcHi ^ Long.rotateLeft(segment.dstHi, 32)) * WEIGHT_3
        + (segment.srcPort << 16 | segment.dstPort) * WEIGHT_4;
  }

  private static long frameHash(Segment segment, long direction) {
    return direction
        + (pair(segment.seq, segment.ack) * WEIGHT_5
            + pair(segment.tsVal, segment.tsEcr) * WEIGHT_6
            + pair(segment.payloadLength, segment.window << 16 | segment.flags) * WEIGHT_7
            + sackHash(segment));
  }

  private static long pair(int first, int second) {
    return (long) first << 32 | (second & 0xFFFF_FFFFL);
  }

  private static long sackHash(Segment segment) {
    long hash = 0;
    for (int i = 0; i < segment.sackCount; i++) {
      hash = (hash ^ hash >>> 31) * WEIGHT_2 + segment.sackBlocks[i] * WEIGHT_8;
    }
    return hash;
  }
}
