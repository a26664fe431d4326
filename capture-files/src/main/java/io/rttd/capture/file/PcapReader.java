package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rttd.capture.FrameHandler;
import java.nio.ByteOrder;

/**
 * pcap, as libpcap wrote it since 1990: either byte order, µs or ns, and two old oddities.
 *
 * <ul>
 *   <li>Files of Alexey Kuznetsov's patched libpcap (magic a1b2cd34) have 8 more bytes in each
 *       record's header.
 *   <li>Versions before 2.3 and DG/UX's 543.0 have captured and original length swapped; 2.3 occurs
 *       with both orders, so the smaller one is taken as captured.
 * </ul>
 *
 * See draft-ietf-opsawg-pcap, and libpcap's sf-pcap.c for the oddities.
 */
final class PcapReader extends RecordReader {
  static final int MAGIC_US = 0xA1B2C3D4;
  static final int MAGIC_NS = 0xA1B23C4D;
  static final int MAGIC_KUZNETSOV = 0xA1B2CD34;

  private static final int FILE_HEADER_BYTES = 24;
  private static final int VERSION_MAJOR_OFFSET = 4;
  private static final int VERSION_MINOR_OFFSET = 6;
  private static final int SNAPLEN_OFFSET = 16;
  private static final int LINK_TYPE_OFFSET = 20;

  private static final int RECORD_HEADER_BYTES = 16;
  private static final int KUZNETSOV_RECORD_HEADER_BYTES = 24;
  private static final int SECONDS_OFFSET = 0;
  private static final int FRACTION_OFFSET = 4;
  private static final int CAPTURED_OFFSET = 8;
  private static final int ORIGINAL_OFFSET = 12;

  private enum Lengths {
    IN_ORDER,
    SWAPPED,
    EITHER_WAY
  }

  private final ByteOrder order;
  private final int recordHeaderBytes;
  private final int nsPerFraction;
  private int linkType;
  private int maxFrameBytes;
  private Lengths lengths = Lengths.IN_ORDER;

  /**
   * Reads the file's header.
   *
   * @param magic the first four bytes, big-endian, for which {@link #recognises} is true
   */
  PcapReader(ByteWindow window, int magic) {
    super(window);
    order = isMagic(magic) ? BIG_ENDIAN : LITTLE_ENDIAN;
    int ordered = isMagic(magic) ? magic : Integer.reverseBytes(magic);
    recordHeaderBytes =
        ordered == MAGIC_KUZNETSOV ? KUZNETSOV_RECORD_HEADER_BYTES : RECORD_HEADER_BYTES;
    nsPerFraction = ordered == MAGIC_NS ? 1 : 1000;
    if (window.require(FILE_HEADER_BYTES)) {
      readFileHeader();
    } else {
      cut("the file's header", 0);
    }
  }

  /** Whether a file with these first four bytes (big-endian) is pcap. */
  static boolean recognises(int magic) {
    return isMagic(magic) || isMagic(Integer.reverseBytes(magic));
  }

  private static boolean isMagic(int magic) {
    return magic == MAGIC_US || magic == MAGIC_NS || magic == MAGIC_KUZNETSOV;
  }

  private void readFileHeader() {
    int at = window.index;
    int major = buffer.getShort(at + VERSION_MAJOR_OFFSET, order) & 0xFFFF;
    int minor = buffer.getShort(at + VERSION_MINOR_OFFSET, order) & 0xFFFF;
    if (major == 543 || (major == 2 && minor < 3)) {
      lengths = Lengths.SWAPPED;
    } else if (major == 2 && minor == 3) {
      lengths = Lengths.EITHER_WAY;
    } else if (major != 2) {
      damaged(
          "Unsupported pcap version " + major + "." + minor + "; rttd reads version 2.",
          VERSION_MAJOR_OFFSET);
    }
    int snaplen = buffer.getInt(at + SNAPLEN_OFFSET, order);
    maxFrameBytes = Math.max(USUAL_MAX_FRAME_BYTES, Math.min(snaplen, MAX_FRAME_BYTES));
    linkType = LinkTypes.ofPcap(buffer.getInt(at + LINK_TYPE_OFFSET, order));
    window.index = at + FILE_HEADER_BYTES;
  }

  @Override
  boolean readFrame(FrameHandler handler) {
    if (!window.require(recordHeaderBytes)) {
      return endOrCut("a record's header");
    }
    int at = window.index;
    long seconds = buffer.getInt(at + SECONDS_OFFSET, order) & UNSIGNED_INT;
    long fraction = buffer.getInt(at + FRACTION_OFFSET, order) & UNSIGNED_INT;
    int captured = buffer.getInt(at + CAPTURED_OFFSET, order);
    int original = buffer.getInt(at + ORIGINAL_OFFSET, order);
    if (lengths != Lengths.IN_ORDER && areSwapped(captured, original)) {
      int swap = captured;
      captured = original;
      original = swap;
    }
    if (captured < 0 || captured > maxFrameBytes) {
      return damaged(
          "A record claims to hold " + Integer.toUnsignedString(captured) + " bytes of a frame.",
          window.position());
    }
    if (!window.require(recordHeaderBytes + captured)) {
      return cut("a frame", window.position());
    }
    int frame = window.index + recordHeaderBytes;
    window.index = frame + captured;
    note(linkType);
    handler.onFrame(
        timeNs(seconds, fraction, nsPerFraction),
        linkType,
        FrameHandler.NO_INTERFACE,
        buffer,
        frame,
        captured,
        clampToInt(original));
    return true;
  }

  private boolean areSwapped(int captured, int original) {
    return lengths == Lengths.SWAPPED || Integer.compareUnsigned(captured, original) > 0;
  }
}
