package io.rttd.engine.rtt;

import io.rttd.engine.memory.Slab;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Flyweight over what is known of one end of a flow: what it sent, and what of that was
 * acknowledged.
 *
 * <p>64 bytes within a flow's record; wrapped around one record after the other, never kept.
 */
public final class HalfFlow {
  /** Size of a half flow within a record. */
  public static final int BYTES = 64;

  /** {@link #peer()} of a half flow that had no sample yet. */
  public static final int NO_PEER = -1;

  /** {@link #lastRttNs()} of a half flow that had no sample yet. */
  public static final long NO_RTT = -1;

  static final int HAS_SENT = 1;
  static final int HAS_ACKED = 1 << 1;
  static final int HAS_ISN = 1 << 2;
  static final int ZERO_WINDOW = 1 << 3;
  static final int FIN_SENT = 1 << 4;
  static final int RESET_SENT = 1 << 5;
  static final int THINNED = 1 << 6;

  /** The last segment that this end sent bore SACK blocks. */
  static final int REPORTED_HOLES = 1 << 7;

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
  private static final int LAST_RTT_OFFSET = 40;
  private static final int SHORTEST_RTT_OFFSET = 48;
  private static final int PEER_OFFSET = 56;
  private static final int STRIDE_OFFSET = 60;
  private static final int GROUP_OFFSET = 62;

  private UnsafeBuffer buffer;
  private int offset;

  /** Lays this flyweight over a record's half. */
  public HalfFlow wrap(UnsafeBuffer recordBuffer, int halfOffset) {
    buffer = recordBuffer;
    offset = halfOffset;
    return this;
  }

  /** Makes the half that of an end which has sent nothing, with no outstanding segments. */
  public void clear() {
    int peer = peer();
    initialise();
    setPeer(peer);
  }

  /** Sets every field of a half whose bytes are arbitrary. */
  public void initialise() {
    buffer.setMemory(offset, BYTES, (byte) 0);
    setHead(Slab.NIL);
    setTail(Slab.NIL);
    setLastRttNs(NO_RTT);
    setShortestRttNs(NO_RTT);
    setPeer(NO_PEER);
    setStride(1);
  }

  /** Whether this end sent anything that consumes sequence space. */
  public boolean hasSent() {
    return is(HAS_SENT);
  }

  /** Whether this end sent its FIN. */
  public boolean hasFinished() {
    return is(FIN_SENT);
  }

  /** Whether this end sent a RST. */
  public boolean hasReset() {
    return is(RESET_SENT);
  }

  boolean is(int flag) {
    return (buffer.getShort(offset + FLAGS_OFFSET) & flag) != 0;
  }

  void set(int flag) {
    buffer.putShort(offset + FLAGS_OFFSET, (short) (buffer.getShort(offset + FLAGS_OFFSET) | flag));
  }

  void unset(int flag) {
    buffer.putShort(
        offset + FLAGS_OFFSET, (short) (buffer.getShort(offset + FLAGS_OFFSET) & ~flag));
  }

  /** The sequence number after the highest that was sent; only after {@link #HAS_SENT}. */
  int sndMax() {
    return buffer.getInt(offset + SND_MAX_OFFSET);
  }

  void setSndMax(int value) {
    buffer.putInt(offset + SND_MAX_OFFSET, value);
    set(HAS_SENT);
  }

  /** The highest acknowledgement that was received; only after {@link #HAS_ACKED}. */
  int sndUna() {
    return buffer.getInt(offset + SND_UNA_OFFSET);
  }

  void setSndUna(int value) {
    buffer.putInt(offset + SND_UNA_OFFSET, value);
    set(HAS_ACKED);
  }

  int isn() {
    return buffer.getInt(offset + ISN_OFFSET);
  }

  void setIsn(int value) {
    buffer.putInt(offset + ISN_OFFSET, value);
    set(HAS_ISN);
  }

  /** Counts transmissions: which of two was sent later. */
  int nextOrder() {
    int order = buffer.getInt(offset + ORDER_OFFSET) + 1;
    buffer.putInt(offset + ORDER_OFFSET, order);
    return order;
  }

  /** MSS option that this end sent, or 0: the most that the other end may send to it. */
  int mss() {
    return buffer.getShort(offset + MSS_OFFSET) & 0xFFFF;
  }

  void setMss(int value) {
    buffer.putShort(offset + MSS_OFFSET, (short) value);
  }

  int largestPayload() {
    return buffer.getInt(offset + LARGEST_PAYLOAD_OFFSET);
  }

  void setLargestPayload(int value) {
    buffer.putInt(offset + LARGEST_PAYLOAD_OFFSET, value);
  }

  int head() {
    return buffer.getInt(offset + HEAD_OFFSET);
  }

  void setHead(int slot) {
    buffer.putInt(offset + HEAD_OFFSET, slot);
  }

  int tail() {
    return buffer.getInt(offset + TAIL_OFFSET);
  }

  void setTail(int slot) {
    buffer.putInt(offset + TAIL_OFFSET, slot);
  }

  /** Outstanding segments that are held. */
  int count() {
    return buffer.getShort(offset + COUNT_OFFSET) & 0xFFFF;
  }

  void setCount(int value) {
    buffer.putShort(offset + COUNT_OFFSET, (short) value);
  }

  /** Below this, a segment without a slot may have been sent before; only while THINNED. */
  int thinnedEnd() {
    return buffer.getInt(offset + THINNED_END_OFFSET);
  }

  void setThinnedEnd(int value) {
    buffer.putInt(offset + THINNED_END_OFFSET, value);
    set(THINNED);
  }

  /** The window that this end announced last, as in the header; 0 before the first. */
  int window() {
    return buffer.getShort(offset + WINDOW_OFFSET) & 0xFFFF;
  }

  void setWindow(int value) {
    buffer.putShort(offset + WINDOW_OFFSET, (short) value);
  }

  /** Of the ACKs of the highest number that this end sent: how many bore SACK blocks; up to 7. */
  int acksAmongHoles() {
    return (buffer.getShort(offset + FLAGS_OFFSET) >> ACKS_AMONG_HOLES_SHIFT)
        & ACKS_AMONG_HOLES_MASK;
  }

  void setAcksAmongHoles(int value) {
    unset(ACKS_AMONG_HOLES_MASK << ACKS_AMONG_HOLES_SHIFT);
    set(value << ACKS_AMONG_HOLES_SHIFT);
  }

  /** The last sample of what this end sent, ns, or {@link #NO_RTT}. */
  public long lastRttNs() {
    return buffer.getLong(offset + LAST_RTT_OFFSET);
  }

  /** Remembers a sample, for the jitter of the next. */
  public void setLastRttNs(long rttNs) {
    buffer.putLong(offset + LAST_RTT_OFFSET, rttNs);
  }

  /** The shortest unambiguous sample of what this end sent, ns, or {@link #NO_RTT}. */
  long shortestRttNs() {
    return buffer.getLong(offset + SHORTEST_RTT_OFFSET);
  }

  void setShortestRttNs(long rttNs) {
    buffer.putLong(offset + SHORTEST_RTT_OFFSET, rttNs);
  }

  /** Index of the pair that this half's samples belong to, or {@link #NO_PEER}. */
  public int peer() {
    return buffer.getInt(offset + PEER_OFFSET);
  }

  /** Remembers the pair. */
  public void setPeer(int index) {
    buffer.putInt(offset + PEER_OFFSET, index);
  }

  /** How many new segments share a slot: 1 unless slots ran out. */
  int stride() {
    return buffer.getShort(offset + STRIDE_OFFSET) & 0xFFFF;
  }

  void setStride(int value) {
    buffer.putShort(offset + STRIDE_OFFSET, (short) value);
  }

  /** How many segments the tail's slot stands for, while the stride is above 1. */
  int group() {
    return buffer.getShort(offset + GROUP_OFFSET) & 0xFFFF;
  }

  void setGroup(int value) {
    buffer.putShort(offset + GROUP_OFFSET, (short) value);
  }
}
