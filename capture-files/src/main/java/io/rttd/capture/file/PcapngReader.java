package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rttd.capture.FrameHandler;
import io.rttd.model.Segment;
import java.nio.ByteOrder;

/**
 * pcapng (draft-ietf-opsawg-pcapng): any number of sections, each in either byte order and with its
 * own interfaces; Enhanced, Simple and obsolete Packet Blocks.
 *
 * <p>Every block has its length at both ends. A block is valid only if both agree, and only then is
 * its frame passed on; irrelevant blocks are skipped, whatever their size.
 *
 * <p>Wireshark numbers systemd journal entries and custom blocks among the frames. So that frame
 * numbers agree, these are passed on as frames without bytes, time and link type.
 */
final class PcapngReader extends RecordReader {
  /** Type of a Section Header Block, the same in both byte orders. */
  static final int SECTION_HEADER = 0x0A0D0D0A;

  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int OBSOLETE_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;
  private static final int SYSTEMD_JOURNAL = 9;
  private static final int CUSTOM = 0xBAD;
  private static final int CUSTOM_NOT_TO_BE_COPIED = 0x4000_0BAD;

  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int BYTE_ORDER_OFFSET = 8;
  private static final int MAJOR_VERSION_OFFSET = 12;
  private static final int MINOR_VERSION_OFFSET = 14;
  private static final int SECTION_HEADER_MIN_BYTES = 28;

  private static final int LENGTH_OFFSET = 4;
  private static final int TRAILER_BYTES = 4;
  private static final int MIN_BLOCK_BYTES = 12;
  private static final int MAX_PACKET_BLOCK_BYTES = 2 * MAX_FRAME_BYTES;

  private static final int INTERFACE_OFFSET = 8;
  private static final int TICKS_HIGH_OFFSET = 12;
  private static final int TICKS_LOW_OFFSET = 16;
  private static final int CAPTURED_OFFSET = 20;
  private static final int ORIGINAL_OFFSET = 24;
  private static final int FRAME_OFFSET = 28;
  private static final int SIMPLE_ORIGINAL_OFFSET = 8;
  private static final int SIMPLE_FRAME_OFFSET = 12;

  private final PcapngInterfaces interfaces = new PcapngInterfaces();
  private ByteOrder order = LITTLE_ENDIAN;

  /** Creates a reader. */
  PcapngReader(ByteWindow window) {
    super(window);
  }

  @Override
  boolean readFrame(FrameHandler handler) {
    while (window.require(MIN_BLOCK_BYTES)) {
      int at = window.index;
      int type = buffer.getInt(at, order);
      if (type == SECTION_HEADER) {
        if (!readSectionHeader()) {
          return false;
        }
        continue;
      }
      long length = buffer.getInt(at + LENGTH_OFFSET, order) & UNSIGNED_INT;
      if (length < MIN_BLOCK_BYTES) {
        return impossible("A block", length, window.position());
      }
      switch (type) {
        case ENHANCED_PACKET, OBSOLETE_PACKET -> {
          return readPacket(handler, type, length);
        }
        case SIMPLE_PACKET -> {
          return readSimplePacket(handler, length);
        }
        case INTERFACE_DESCRIPTION -> {
          if (!readInterface(length)) {
            return false;
          }
        }
        case SYSTEMD_JOURNAL, CUSTOM, CUSTOM_NOT_TO_BE_COPIED -> {
          return jumpOver(length) && numberOnly(handler);
        }
        default -> {
          if (!jumpOver(length)) {
            return false;
          }
        }
      }
    }
    return endOrCut("a block's header");
  }

  private boolean readSectionHeader() {
    long offset = window.position();
    if (!window.require(SECTION_HEADER_MIN_BYTES)) {
      return cut("a section's header", offset);
    }
    int at = window.index;
    if (buffer.getInt(at + BYTE_ORDER_OFFSET, LITTLE_ENDIAN) == BYTE_ORDER_MAGIC) {
      order = LITTLE_ENDIAN;
    } else if (buffer.getInt(at + BYTE_ORDER_OFFSET, BIG_ENDIAN) == BYTE_ORDER_MAGIC) {
      order = BIG_ENDIAN;
    } else {
      return damaged("A section's header has no valid byte-order magic.", offset);
    }
    long length = buffer.getInt(at + LENGTH_OFFSET, order) & UNSIGNED_INT;
    if (length < SECTION_HEADER_MIN_BYTES) {
      return impossible("A section's header", length, offset);
    }
    int major = buffer.getShort(at + MAJOR_VERSION_OFFSET, order) & 0xFFFF;
    int minor = buffer.getShort(at + MINOR_VERSION_OFFSET, order) & 0xFFFF;
    if (major != 1) {
      return damaged(
          "A section has the unsupported pcapng version "
              + major
              + "."
              + minor
              + "; rttd reads version 1.",
          offset);
    }
    interfaces.clear();
    return jumpOver(length);
  }

  @Override
  String interfaceName(int interfaceIndex) {
    return interfaces.has(interfaceIndex - 1) ? interfaces.name(interfaceIndex - 1) : null;
  }

  private boolean readInterface(long length) {
    long offset = window.position();
    String complaint = interfaces.add(window, order, padded(length) - TRAILER_BYTES);
    if (complaint != null) {
      return damaged(complaint, offset);
    }
    return finish(offset, length);
  }

  /** Reads Enhanced and obsolete Packet Blocks, which differ only in the interface's number. */
  private boolean readPacket(FrameHandler handler, int type, long length) {
    if (!requirePacketBlock(length, FRAME_OFFSET)) {
      return false;
    }
    int at = window.index;
    int number = interfaceNumber(type, at);
    if (!interfaces.has(number)) {
      return unknownInterface(number);
    }
    int padded = (int) padded(length);
    int captured = buffer.getInt(at + CAPTURED_OFFSET, order);
    if (captured < 0 || captured > padded - FRAME_OFFSET - TRAILER_BYTES) {
      return overfull(length, captured);
    }
    int original = clampToInt(buffer.getInt(at + ORIGINAL_OFFSET, order));
    long timeNs = timeNs(interfaces.timeScale(number).toNs(ticks(at)));
    int linkType = interfaces.linkType(number);
    window.index = at + padded;
    note(linkType);
    handler.onFrame(timeNs, linkType, number + 1, buffer, at + FRAME_OFFSET, captured, original);
    return true;
  }

  private boolean readSimplePacket(FrameHandler handler, long length) {
    if (!requirePacketBlock(length, SIMPLE_FRAME_OFFSET)) {
      return false;
    }
    if (!interfaces.has(0)) {
      return unknownInterface(0);
    }
    int at = window.index;
    int padded = (int) padded(length);
    int original = buffer.getInt(at + SIMPLE_ORIGINAL_OFFSET, order);
    int captured = interfaces.snapped(0, original);
    if (captured < 0 || captured > padded - SIMPLE_FRAME_OFFSET - TRAILER_BYTES) {
      return overfull(length, captured);
    }
    int linkType = interfaces.linkType(0);
    window.index = at + padded;
    note(linkType);
    handler.onFrame(
        Segment.NO_TIME,
        linkType,
        1,
        buffer,
        at + SIMPLE_FRAME_OFFSET,
        captured,
        clampToInt(original));
    return true;
  }

  /** Whether a block with a frame is completely in the window, with equal lengths at both ends. */
  private boolean requirePacketBlock(long length, int frameOffset) {
    if (length < frameOffset + TRAILER_BYTES || length > MAX_PACKET_BLOCK_BYTES) {
      return impossible("A packet's block", length, window.position());
    }
    int padded = (int) padded(length);
    if (!window.require(padded)) {
      return cut("a packet's block", window.position());
    }
    int trailer = buffer.getInt(window.index + padded - TRAILER_BYTES, order);
    return trailer == (int) length
        || padded(trailer & UNSIGNED_INT) == padded
        || lengthsDiffer(window.position());
  }

  private int interfaceNumber(int type, int at) {
    return type == ENHANCED_PACKET
        ? buffer.getInt(at + INTERFACE_OFFSET, order)
        : buffer.getShort(at + INTERFACE_OFFSET, order) & 0xFFFF;
  }

  private long ticks(int at) {
    long high = buffer.getInt(at + TICKS_HIGH_OFFSET, order);
    return (high << 32) | (buffer.getInt(at + TICKS_LOW_OFFSET, order) & UNSIGNED_INT);
  }

  private boolean numberOnly(FrameHandler handler) {
    handler.onFrame(Segment.NO_TIME, LinkTypes.NONE, FrameHandler.NO_INTERFACE, buffer, 0, 0, 0);
    return true;
  }

  private boolean jumpOver(long length) {
    long offset = window.position();
    if (!window.skip(padded(length) - TRAILER_BYTES)) {
      return cut("a block", offset);
    }
    return finish(offset, length);
  }

  /** Whether the length in a block's trailer equals that in its header. */
  private boolean finish(long offset, long length) {
    if (!window.require(TRAILER_BYTES)) {
      return cut("a block", offset);
    }
    long trailer = buffer.getInt(window.index, order) & UNSIGNED_INT;
    if (padded(trailer) != padded(length)) {
      return lengthsDiffer(offset);
    }
    window.index += TRAILER_BYTES;
    return true;
  }

  private boolean impossible(String what, long length, long offset) {
    return damaged(what + " claims to be " + length + " bytes long.", offset);
  }

  private boolean overfull(long length, int captured) {
    return damaged(
        String.format(
            "A packet's block of %d bytes claims to hold %s bytes of a frame.",
            length, Integer.toUnsignedString(captured)),
        window.position());
  }

  private boolean unknownInterface(int number) {
    return damaged(
        "A packet belongs to interface "
            + Integer.toUnsignedString(number)
            + ", which its section does not describe.",
        window.position());
  }

  private boolean lengthsDiffer(long offset) {
    return damaged("The two length fields of a block differ.", offset);
  }

  /** Some writers pad a block without counting the padding. */
  private static long padded(long length) {
    return (length + 3) & ~3L;
  }
}
