package io.rttd.engine.rtt;

import io.rttd.engine.memory.Slab;
import org.agrona.UnsafeApi;

/**
 * Flyweight over the state of one end of a flow: what it sent, and what of that was acknowledged.
 *
 * <p>64 bytes within a flow's record. Wrapped around one record after another: never keep a
 * reference.
 */
public final class HalfFlow {
  /** Size of a half flow within a record. */
  public static final int BYTES = 64;

  /** Size of a standalone half flow, including the part that a record stores separately. */
  public static final int BYTES_ALONE = BYTES + Long.BYTES;

  /** {@link #shortestRttNs()} of a half flow without a sample yet. */
  static final long NO_RTT = -1;

  static final int HAS_SENT = 1;
  static final int HAS_ACKED = 1 << 1;
  static final int HAS_ISN = 1 << 2;
  static final int ZERO_WINDOW = 1 << 3;
  static final int FIN_SENT = 1 << 4;
  static final int RESET_SENT = 1 << 5;
  static final int THINNED = 1 << 6;

  /** The last segment that this end sent had SACK blocks. */
  static final int REPORTED_HOLES = 1 << 7;

  /** A keep-alive of this end awaits its answer, see {@link KeepAliveProbes}. */
  static final int PROBED = 1 << 11;

  /** An ACK beyond anything sent turned out to be invalid. */
  static final int MISLED = 1 << 12;

  /** The last ACK that would have advanced was far beyond anything sent, and was not trusted. */
  static final int DOUBTED = 1 << 13;

  /** An ACK covered all before {@link #countFrom()}: what follows should have been captured. */
  static final int COVERED = 1 << 14;

  /** An ACK covered something that this end sent, so {@link #countFrom()} is set. */
  static final int TOUCHED = 1 << 15;

  private static final int LARGEST_PAYLOAD_MASK = (1 << 20) - 1;
  private static final int ORDINARY_PAYLOAD_SHIFT = 20;
  private static final int ACKS_AMONG_HOLES_SHIFT = 8;
  private static final int ACKS_AMONG_HOLES_MASK = 0x7;

  private static final int SND_MAX_OFFSET = 0;
  private static final int SND_UNA_OFFSET = 4;
  private static final int ISN_OFFSET = 8;
  private static final int ORDER_OFFSET = 12;
  private static final int FLAGS_OFFSET = 16;
  private static final int MSS_OFFSET = 18;
  private static final int LARGEST_PAYLOAD_OFFSET = 20;
  private static final int HEAD_OFFSET = 24;
  private static final int TAIL_OFFSET = 28;
  private static final int COUNT_OFFSET = 32;
  private static final int WINDOW_OFFSET = 34;
  private static final int THINNED_END_OFFSET = 36;
  private static final int SHORTEST_RTT_OFFSET = 40;
  private static final int CONNECTION_USER_OFFSET = 48;
  private static final int FLOW_USER_OFFSET = 56;
  private static final int STRIDE_OFFSET = 60;
  private static final int GROUP_OFFSET = 62;

  private long address;
  private long conditionAddress;

  /**
   * Wraps this flyweight around a half flow outside a record.
   *
   * @param halfAddress address of {@value #BYTES_ALONE} bytes off-heap
   */
  public HalfFlow wrap(long halfAddress) {
    return wrap(halfAddress, halfAddress + BYTES);
  }

  /**
   * Wraps this flyweight around a record's half. The caller must make sure that the addresses are
   * valid and the record's memory stays allocated.
   *
   * @param halfAddress address of {@value #BYTES} bytes off-heap
   * @param besideAddress address of 8 more bytes, for {@link #condition()}
   */
  public HalfFlow wrap(long halfAddress, long besideAddress) {
    address = halfAddress;
    conditionAddress = besideAddress;
    return this;
  }

  /**
   * Resets the half to that of an end that has sent nothing. The separate part and the flow's user
   * field are kept: they outlive a connection, of which this may be the next.
   */
  public void clear() {
    int user = UnsafeApi.getInt(address + FLOW_USER_OFFSET);
    reset();
    UnsafeApi.putInt(address + FLOW_USER_OFFSET, user);
  }

  /** Initializes every field of a half with arbitrary content, including the separate part. */
  public void initialise() {
    setCondition(0);
    reset();
  }

  private void reset() {
    for (int offset = 0; offset < BYTES; offset += Long.BYTES) {
      UnsafeApi.putLong(address + offset, 0); // setMemory would be a native call
    }
    setHead(Slab.NIL);
    setTail(Slab.NIL);
    setShortestRttNs(NO_RTT);
    setStride(1);
  }

  /** Whether this end sent anything that consumes sequence space. */
  public boolean hasSent() {
    return is(HAS_SENT);
  }

  /** Whether anything that this end sent was captured. */
  public boolean isSeen() {
    return window() != 0 || is(HAS_SENT | ZERO_WINDOW | RESET_SENT);
  }

  /** Whether this end sent its FIN. */
  public boolean hasFinished() {
    return is(FIN_SENT);
  }

  /** Whether this end sent a RST. */
  public boolean hasReset() {
    return is(RESET_SENT);
  }

  /** Identifies this half flow within its shard for the lifetime of its flow. */
  long identity() {
    return address;
  }

  /** All flags. */
  int flags() {
    return UnsafeApi.getShort(address + FLAGS_OFFSET) & 0xFFFF;
  }

  void setFlags(int flags) {
    UnsafeApi.putShort(address + FLAGS_OFFSET, (short) flags);
  }

  /** Whether any of these flags is set. */
  boolean is(int flag) {
    return (UnsafeApi.getShort(address + FLAGS_OFFSET) & flag) != 0;
  }

  void set(int flag) {
    UnsafeApi.putShort(
        address + FLAGS_OFFSET, (short) (UnsafeApi.getShort(address + FLAGS_OFFSET) | flag));
  }

  void unset(int flag) {
    UnsafeApi.putShort(
        address + FLAGS_OFFSET, (short) (UnsafeApi.getShort(address + FLAGS_OFFSET) & ~flag));
  }

  /** The sequence number after the highest that was sent; only after {@link #HAS_SENT}. */
  int sndMax() {
    return UnsafeApi.getInt(address + SND_MAX_OFFSET);
  }

  void setSndMax(int value) {
    UnsafeApi.putInt(address + SND_MAX_OFFSET, value);
    set(HAS_SENT);
  }

  /** The highest acknowledgement that was received; only after {@link #HAS_ACKED}. */
  int sndUna() {
    return UnsafeApi.getInt(address + SND_UNA_OFFSET);
  }

  void setSndUna(int value) {
    UnsafeApi.putInt(address + SND_UNA_OFFSET, value);
    set(HAS_ACKED);
  }

  int isn() {
    return UnsafeApi.getInt(address + ISN_OFFSET);
  }

  void setIsn(int value) {
    UnsafeApi.putInt(address + ISN_OFFSET, value);
    set(HAS_ISN);
  }

  /**
   * First sequence number from which the capture should hold everything that this end sent; valid
   * only after {@link #TOUCHED}, for an end whose SYN was not captured.
   */
  int countFrom() {
    return UnsafeApi.getInt(address + ISN_OFFSET);
  }

  void setCountFrom(int value) {
    UnsafeApi.putInt(address + ISN_OFFSET, value);
    set(TOUCHED);
  }

  /**
   * Lower edge of the gap in what this end sent, see {@link ReorderingRules}; only while {@link
   * #gapTime()} is not 0. An end with outstanding segments has no such gap: it uses these fields to
   * keep their order.
   */
  int gapStart() {
    return UnsafeApi.getInt(address + THINNED_END_OFFSET);
  }

  /** When the gap opened, or 0. */
  int gapTime() {
    return UnsafeApi.getInt(address + ORDER_OFFSET);
  }

  void setGap(int start, int time) {
    UnsafeApi.putInt(address + THINNED_END_OFFSET, start);
    UnsafeApi.putInt(address + ORDER_OFFSET, time);
  }

  /** Counts transmissions, to tell which of two was sent later. */
  int nextOrder() {
    int order = UnsafeApi.getInt(address + ORDER_OFFSET) + 1;
    UnsafeApi.putInt(address + ORDER_OFFSET, order);
    return order;
  }

  /** MSS option that this end sent, or 0: the maximum that the other end may send to it. */
  int mss() {
    return UnsafeApi.getShort(address + MSS_OFFSET) & 0xFFFF;
  }

  void setMss(int value) {
    UnsafeApi.putShort(address + MSS_OFFSET, (short) value);
  }

  /** The largest payload that this end sent, up to 1 MB. */
  int largestPayload() {
    return UnsafeApi.getInt(address + LARGEST_PAYLOAD_OFFSET) & LARGEST_PAYLOAD_MASK;
  }

  /** The largest payload that this end sent in what may be one packet; 0 before the first. */
  int largestOrdinaryPayload() {
    return UnsafeApi.getInt(address + LARGEST_PAYLOAD_OFFSET) >>> ORDINARY_PAYLOAD_SHIFT;
  }

  void setLargestPayload(int value) {
    int others = UnsafeApi.getInt(address + LARGEST_PAYLOAD_OFFSET) & ~LARGEST_PAYLOAD_MASK;
    int largest = Math.min(value, LARGEST_PAYLOAD_MASK);
    UnsafeApi.putInt(address + LARGEST_PAYLOAD_OFFSET, others | largest);
  }

  void setLargestOrdinaryPayload(int value) {
    UnsafeApi.putInt(
        address + LARGEST_PAYLOAD_OFFSET, (value << ORDINARY_PAYLOAD_SHIFT) | largestPayload());
  }

  int head() {
    return UnsafeApi.getInt(address + HEAD_OFFSET);
  }

  void setHead(int slot) {
    UnsafeApi.putInt(address + HEAD_OFFSET, slot);
  }

  int tail() {
    return UnsafeApi.getInt(address + TAIL_OFFSET);
  }

  void setTail(int slot) {
    UnsafeApi.putInt(address + TAIL_OFFSET, slot);
  }

  /** Number of outstanding segments. */
  int count() {
    return UnsafeApi.getShort(address + COUNT_OFFSET) & 0xFFFF;
  }

  void setCount(int value) {
    UnsafeApi.putShort(address + COUNT_OFFSET, (short) value);
  }

  /** Below this, a segment without a slot may have been sent before; only while THINNED. */
  int thinnedEnd() {
    return UnsafeApi.getInt(address + THINNED_END_OFFSET);
  }

  void setThinnedEnd(int value) {
    UnsafeApi.putInt(address + THINNED_END_OFFSET, value);
    set(THINNED);
  }

  /** The window that this end announced last, as in the header; 0 before the first. */
  int window() {
    return UnsafeApi.getShort(address + WINDOW_OFFSET) & 0xFFFF;
  }

  void setWindow(int value) {
    UnsafeApi.putShort(address + WINDOW_OFFSET, (short) value);
  }

  /** Number of ACKs with this end's highest ACK number that had SACK blocks; up to 7. */
  int acksAmongHoles() {
    return (UnsafeApi.getShort(address + FLAGS_OFFSET) >> ACKS_AMONG_HOLES_SHIFT)
        & ACKS_AMONG_HOLES_MASK;
  }

  /** Whether the last ACK that this end sent, or one of the same number, had SACK blocks. */
  boolean isAmongHoles() {
    return is(REPORTED_HOLES | ACKS_AMONG_HOLES_MASK << ACKS_AMONG_HOLES_SHIFT);
  }

  void setAcksAmongHoles(int value) {
    unset(ACKS_AMONG_HOLES_MASK << ACKS_AMONG_HOLES_SHIFT);
    set(value << ACKS_AMONG_HOLES_SHIFT);
  }

  /** Address of 8 bytes for the user of the half flow; 0 when a connection starts. */
  public long connectionUserAddress() {
    return address + CONNECTION_USER_OFFSET;
  }

  /** Address of 4 bytes for the user of the half flow; 0 when the flow starts. */
  public long flowUserAddress() {
    return address + FLOW_USER_OFFSET;
  }

  /** The shortest unambiguous sample of what this end sent, ns, or {@link #NO_RTT}. */
  long shortestRttNs() {
    return UnsafeApi.getLong(address + SHORTEST_RTT_OFFSET);
  }

  void setShortestRttNs(long rttNs) {
    UnsafeApi.putLong(address + SHORTEST_RTT_OFFSET, rttNs);
  }

  /** Number of new segments per slot: 1 unless slots ran out. */
  int stride() {
    return UnsafeApi.getShort(address + STRIDE_OFFSET) & 0xFFFF;
  }

  void setStride(int value) {
    UnsafeApi.putShort(address + STRIDE_OFFSET, (short) value);
  }

  /** How many segments the tail's slot stands for, while the stride is above 1. */
  int group() {
    return UnsafeApi.getShort(address + GROUP_OFFSET) & 0xFFFF;
  }

  void setGroup(int value) {
    UnsafeApi.putShort(address + GROUP_OFFSET, (short) value);
  }

  /** The condition of this end, see {@link ConnectionTracker}. */
  long condition() {
    return UnsafeApi.getLong(conditionAddress);
  }

  void setCondition(long value) {
    UnsafeApi.putLong(conditionAddress, value);
  }
}
