package io.rttd.capture.file;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Recognizes formats by a file's first bytes. */
final class CaptureSignatures {
  private static final int MAGIC_BYTES = 4;
  private static final int SHOWN_BYTES = 16;
  private static final int ZIP_MAGIC = 0x504B0304;

  private CaptureSignatures() {}

  /** The reader for the format at the start of the window; null if it is not a capture. */
  static RecordReader reader(ByteWindow window) {
    if (!window.require(MAGIC_BYTES)) {
      return null;
    }
    int magic = bigEndian(window.buffer, window.index);
    if (PcapReader.recognises(magic)) {
      return new PcapReader(window, magic);
    }
    if (magic == PcapngReader.SECTION_HEADER) {
      return new PcapngReader(window);
    }
    if (magic == SnoopReader.MAGIC_HIGH && continuesAsSnoop(window)) {
      return new SnoopReader(window);
    }
    return ErfReader.recognises(window) ? new ErfReader(window) : null;
  }

  /** Why {@link #reader} found none, phrased to follow the file's name. */
  static String complaint(ByteWindow window) {
    if (window.failure() != null) {
      return " cannot be read. " + window.failure();
    }
    if (!window.require(1)) {
      return " is empty.";
    }
    int shown = SHOWN_BYTES;
    while (!window.require(shown)) {
      shown--;
    }
    byte[] start = new byte[shown];
    window.buffer.getBytes(window.index, start);
    if (shown >= MAGIC_BYTES && bigEndian(window.buffer, window.index) == ZIP_MAGIC) {
      return " is a zip archive, which rttd cannot read: extract it first.";
    }
    return " is not a capture that rttd can read (pcap, pcapng, snoop, ERF, or one of these"
        + " compressed by gzip, zstd, xz, bzip2 or lz4): it begins with "
        + hex(start)
        + " (\""
        + printable(start)
        + "\").";
  }

  private static boolean continuesAsSnoop(ByteWindow window) {
    return !window.require(2 * MAGIC_BYTES)
        || bigEndian(window.buffer, window.index + MAGIC_BYTES) == SnoopReader.MAGIC_LOW;
  }

  private static int bigEndian(DirectBuffer buffer, int index) {
    return buffer.getInt(index, ByteOrder.BIG_ENDIAN);
  }

  private static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder();
    for (byte b : bytes) {
      hex.append(hex.isEmpty() ? "" : " ").append(String.format("%02x", b));
    }
    return hex.toString();
  }

  private static String printable(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
  }
}
