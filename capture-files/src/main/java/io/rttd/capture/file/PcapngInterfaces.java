package io.rttd.capture.file;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** The interfaces that a pcapng section has described so far, by their number from 0. */
final class PcapngInterfaces {
  /** The most that the obsolete Packet Block can name; more would be an attack on memory. */
  private static final int MAX_INTERFACES = 65_536;

  private static final int HEADER_BYTES = 16;
  private static final int LINK_TYPE_OFFSET = 8;
  private static final int SNAPLEN_OFFSET = 12;

  private static final int OPTION_HEADER_BYTES = 4;
  private static final int OPT_END = 0;
  private static final int IF_NAME = 2;
  private static final int IF_TSRESOL = 9;
  private static final int IF_TSOFFSET = 14;
  private static final int LONGEST_NAME = 1024;
  private static final byte DEFAULT_TSRESOL = 6;

  private int count;
  private int[] linkTypes = new int[4];
  private int[] snaplens = new int[4];
  private TimeScale[] timeScales = new TimeScale[4];
  private String[] names = new String[4];

  /** Begins a new section. */
  void clear() {
    count = 0;
  }

  /** Whether the interface of this number, unsigned, is described. */
  boolean has(int number) {
    return number >= 0 && number < count;
  }

  int linkType(int number) {
    return linkTypes[number];
  }

  /** Its name, or null if the section gives none. */
  String name(int number) {
    return names[number];
  }

  TimeScale timeScale(int number) {
    return timeScales[number];
  }

  /** Captured length of a frame by the interface's snaplen, both unsigned; snaplen 0 means all. */
  int snapped(int number, int originalLength) {
    int snaplen = snaplens[number];
    return snaplen == 0 || Integer.compareUnsigned(originalLength, snaplen) < 0
        ? originalLength
        : snaplen;
  }

  /**
   * Reads an Interface Description Block and moves the cursor past it.
   *
   * @param window at the block's first byte
   * @param length length of the block, without its trailing length field
   * @return null, or an error message
   */
  String add(ByteWindow window, ByteOrder order, long length) {
    if (count == MAX_INTERFACES) {
      return "A section describes more than " + MAX_INTERFACES + " interfaces.";
    }
    if (length < HEADER_BYTES) {
      return "An interface's description is only " + length + " bytes long.";
    }
    if (!window.require(HEADER_BYTES)) {
      return cut(window);
    }
    int linkType = window.buffer.getShort(window.index + LINK_TYPE_OFFSET, order) & 0xFFFF;
    int snaplen = window.buffer.getInt(window.index + SNAPLEN_OFFSET, order);
    window.index += HEADER_BYTES;

    byte tsresol = DEFAULT_TSRESOL;
    long tsoffset = 0;
    String name = null;
    long left = length - HEADER_BYTES;
    while (left >= OPTION_HEADER_BYTES) {
      if (!window.require(OPTION_HEADER_BYTES)) {
        return cut(window);
      }
      DirectBuffer buffer = window.buffer;
      int code = buffer.getShort(window.index, order) & 0xFFFF;
      int size = buffer.getShort(window.index + 2, order) & 0xFFFF;
      window.index += OPTION_HEADER_BYTES;
      left -= OPTION_HEADER_BYTES;
      int padded = (size + 3) & ~3;
      if (code == OPT_END) {
        break;
      }
      if (padded > left) {
        return "An option of an interface's description does not fit into it.";
      }
      if (!window.require(padded)) {
        return cut(window);
      }
      if (code == IF_NAME && size <= LONGEST_NAME) {
        byte[] text = new byte[size];
        buffer.getBytes(window.index, text);
        name = new String(text, StandardCharsets.UTF_8).replace("\0", "");
      } else if (code == IF_TSRESOL && size == Byte.BYTES) {
        tsresol = buffer.getByte(window.index);
      } else if (code == IF_TSOFFSET && size == Long.BYTES) {
        tsoffset = buffer.getLong(window.index, order);
      }
      window.index += padded;
      left -= padded;
    }
    if (!window.skip(left)) {
      return cut(window);
    }
    append(LinkTypes.ofPcapng(linkType), snaplen, new TimeScale(tsresol, tsoffset), name);
    return null;
  }

  private void append(int linkType, int snaplen, TimeScale timeScale, String name) {
    if (count == linkTypes.length) {
      linkTypes = Arrays.copyOf(linkTypes, 2 * count);
      snaplens = Arrays.copyOf(snaplens, 2 * count);
      timeScales = Arrays.copyOf(timeScales, 2 * count);
      names = Arrays.copyOf(names, 2 * count);
    }
    linkTypes[count] = linkType;
    snaplens[count] = snaplen;
    timeScales[count] = timeScale;
    names[count] = name;
    count++;
  }

  private static String cut(ByteWindow window) {
    return window.failure() != null
        ? window.failure()
        : "The capture ends in the middle of an interface's description.";
  }
}
