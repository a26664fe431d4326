package io.rttd.testbed.truth;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The relay's record of one frame: 96 bytes, little endian, at fixed offsets.
 *
 * <p>A truth file is {@link #FILE_HEADER_LENGTH} bytes ({@link #MAGIC}, then the record's length as
 * an int) followed by records: within a direction in the order in which frames left or were
 * dropped, across directions roughly by time.
 */
public final class TruthRecord {
  /** First eight bytes of a truth file, read as a little-endian long: "RTTDTRU1". */
  public static final long MAGIC = 0x3155_5254_4454_5452L;

  /** Bytes before the first record. */
  public static final int FILE_HEADER_LENGTH = 16;

  /** Bytes of a record. */
  public static final int LENGTH = 96;

  /** {@link #direction}: from the TAP device in namespace A to the one in B. */
  public static final int A_TO_B = 0;

  /** {@link #direction}: the other way. */
  public static final int B_TO_A = 1;

  private static final int ARRIVAL_OFFSET = 0;
  private static final int DUE_OFFSET = 8;
  private static final int DEPARTURE_OFFSET = 16;
  private static final int SRC_HI_OFFSET = 24;
  private static final int SRC_LO_OFFSET = 32;
  private static final int DST_HI_OFFSET = 40;
  private static final int DST_LO_OFFSET = 48;
  private static final int SRC_PORT_OFFSET = 56;
  private static final int DST_PORT_OFFSET = 58;
  private static final int SEQ_OFFSET = 60;
  private static final int ACK_OFFSET = 64;
  private static final int TS_VAL_OFFSET = 68;
  private static final int PAYLOAD_LENGTH_OFFSET = 72;
  private static final int FRAME_LENGTH_OFFSET = 76;
  private static final int IP_ID_OFFSET = 80;
  private static final int DIRECTION_OFFSET = 84;
  private static final int FATE_OFFSET = 85;
  private static final int TCP_FLAGS_OFFSET = 86;
  private static final int PROTOCOL_OFFSET = 87;
  private static final int HASH_OFFSET = 88;
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private TruthRecord() {}

  /**
   * Writes a record.
   *
   * @param at where it begins
   * @param arrivalNs when the relay read the frame, ns since the epoch
   * @param dueNs when it was due to leave
   * @param departureNs when it left, right before it was written to the other device, or 0
   */
  public static void write(
      MutableDirectBuffer buffer,
      int at,
      int direction,
      Fate fate,
      long arrivalNs,
      long dueNs,
      long departureNs,
      int frameLength,
      FrameIdentity identity) {
    buffer.putLong(at + ARRIVAL_OFFSET, arrivalNs, ORDER);
    buffer.putLong(at + DUE_OFFSET, dueNs, ORDER);
    buffer.putLong(at + DEPARTURE_OFFSET, departureNs, ORDER);
    buffer.putLong(at + SRC_HI_OFFSET, identity.srcHi, ORDER);
    buffer.putLong(at + SRC_LO_OFFSET, identity.srcLo, ORDER);
    buffer.putLong(at + DST_HI_OFFSET, identity.dstHi, ORDER);
    buffer.putLong(at + DST_LO_OFFSET, identity.dstLo, ORDER);
    buffer.putShort(at + SRC_PORT_OFFSET, (short) identity.srcPort, ORDER);
    buffer.putShort(at + DST_PORT_OFFSET, (short) identity.dstPort, ORDER);
    buffer.putInt(at + SEQ_OFFSET, identity.seq, ORDER);
    buffer.putInt(at + ACK_OFFSET, identity.ack, ORDER);
    buffer.putInt(at + TS_VAL_OFFSET, identity.tsVal, ORDER);
    buffer.putInt(at + PAYLOAD_LENGTH_OFFSET, identity.payloadLength, ORDER);
    buffer.putInt(at + FRAME_LENGTH_OFFSET, frameLength, ORDER);
    buffer.putInt(at + IP_ID_OFFSET, identity.ipId, ORDER);
    buffer.putByte(at + DIRECTION_OFFSET, (byte) direction);
    buffer.putByte(at + FATE_OFFSET, (byte) fate.ordinal());
    buffer.putByte(at + TCP_FLAGS_OFFSET, (byte) identity.tcpFlags);
    buffer.putByte(at + PROTOCOL_OFFSET, (byte) identity.protocol);
    buffer.putLong(at + HASH_OFFSET, identity.hash(), ORDER);
  }

  /** When the relay read the frame, ns since the epoch. */
  public static long arrivalNs(DirectBuffer buffer, int at) {
    return buffer.getLong(at + ARRIVAL_OFFSET, ORDER);
  }

  /** When the frame was due to leave, ns since the epoch. */
  public static long dueNs(DirectBuffer buffer, int at) {
    return buffer.getLong(at + DUE_OFFSET, ORDER);
  }

  /** When the frame left, ns since the epoch, or 0. */
  public static long departureNs(DirectBuffer buffer, int at) {
    return buffer.getLong(at + DEPARTURE_OFFSET, ORDER);
  }

  /** {@link #A_TO_B} or {@link #B_TO_A}. */
  public static int direction(DirectBuffer buffer, int at) {
    return buffer.getByte(at + DIRECTION_OFFSET);
  }

  /** The frame's fate. */
  public static Fate fate(DirectBuffer buffer, int at) {
    return Fate.of(buffer.getByte(at + FATE_OFFSET));
  }

  /** IP protocol, or 0 if the frame was not IP. */
  public static int protocol(DirectBuffer buffer, int at) {
    return buffer.getByte(at + PROTOCOL_OFFSET) & 0xFF;
  }

  /** Source port in the upper, destination port in the lower half. */
  public static int ports(DirectBuffer buffer, int at) {
    return (buffer.getShort(at + SRC_PORT_OFFSET, ORDER) & 0xFFFF) << Short.SIZE
        | (buffer.getShort(at + DST_PORT_OFFSET, ORDER) & 0xFFFF);
  }

  /** Lower half of the destination address. */
  public static long dstLo(DirectBuffer buffer, int at) {
    return buffer.getLong(at + DST_LO_OFFSET, ORDER);
  }

  /** TCP sequence number. */
  public static int seq(DirectBuffer buffer, int at) {
    return buffer.getInt(at + SEQ_OFFSET, ORDER);
  }

  /** Bytes of TCP payload. */
  public static int payloadLength(DirectBuffer buffer, int at) {
    return buffer.getInt(at + PAYLOAD_LENGTH_OFFSET, ORDER);
  }

  /** The TCP header's flags, as on the wire. */
  public static int tcpFlags(DirectBuffer buffer, int at) {
    return buffer.getByte(at + TCP_FLAGS_OFFSET) & 0xFF;
  }

  /** Bytes of the frame, Ethernet header included. */
  public static int frameLength(DirectBuffer buffer, int at) {
    return buffer.getInt(at + FRAME_LENGTH_OFFSET, ORDER);
  }

  /** {@link FrameIdentity#hash()} of the frame. */
  public static long hash(DirectBuffer buffer, int at) {
    return buffer.getLong(at + HASH_OFFSET, ORDER);
  }
}
