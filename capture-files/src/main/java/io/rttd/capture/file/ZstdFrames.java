package io.rttd.capture.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The frames of a Zstandard stream (RFC 8878 3.1), each of which ends like a stream until {@link
 * #nextFrame()}. Leaves out skippable frames, which pzstd and seekable files contain and
 * aircompressor does not support. Decompresses nothing: headers tell where a frame ends. Blocks are
 * passed on whole; a truncated stream ends after its last complete block, and {@link #isCut()} is
 * then true.
 *
 * <p>Frames are passed on without their checksums, since aircompressor would withhold the content
 * of a truncated frame; {@link ZstdInput} verifies them.
 */
final class ZstdFrames extends InputStream {
  private static final int MAGIC_BYTES = 4;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  private static final int SINGLE_SEGMENT = 0x20;

  /** The largest window that aircompressor supports; only zstd's --ultra and --long need more. */
  private static final long MAX_WINDOW_BYTES = 8L << 20;

  private static final int CHECKSUM = 0x04;
  private static final int[] DICTIONARY_ID_BYTES = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};

  private static final int BLOCK_HEADER_BYTES = 3;
  private static final int RLE_BLOCK = 1;
  private static final int CHECKSUM_BYTES = 4;

  /** A block of 128 KiB after its header. */
  private static final int MAX_BLOCK_BYTES = BLOCK_HEADER_BYTES + 128 * 1024;

  private final InputStream in;

  /** A header, or a header and its block, that was read but not yet passed on. */
  private final byte[] header = new byte[MAX_BLOCK_BYTES];

  private int headerAt;
  private int headerEnd;

  private boolean inFrame;
  private boolean hasChecksum;
  private int checksum;
  private boolean cut;
  private boolean passed;

  ZstdFrames(InputStream in) {
    this.in = in;
  }

  static boolean isSkippable(int littleEndianMagic) {
    return (littleEndianMagic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC;
  }

  /** Whether the stream ended within a frame. */
  boolean isCut() {
    return cut;
  }

  /** Whether the latest frame is complete and has a checksum. */
  boolean hasChecksum() {
    return hasChecksum && !cut;
  }

  /** The stored checksum of the latest frame: the low 32 bits of its content's XXH64. */
  int checksum() {
    return checksum;
  }

  /**
   * Continues with the next frame, once the previous one has been read.
   *
   * @return false if there is none
   */
  boolean nextFrame() throws IOException {
    if (cut || passed) {
      return false;
    }
    hasChecksum = false;
    headerAt = 0;
    do {
      headerEnd = 0;
    } while (append(MAGIC_BYTES) && isSkippable(number(0, MAGIC_BYTES)) && skipFrame());
    if (headerEnd < MAGIC_BYTES) {
      passed = true;
      return headerEnd > 0;
    }
    readFrameHeader();
    return true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (headerAt == headerEnd && !passed) {
      if (!inFrame || cut) {
        return -1;
      }
      headerAt = 0;
      headerEnd = 0;
      readBlock();
    }
    if (headerAt < headerEnd) {
      int n = Math.min(length, headerEnd - headerAt);
      System.arraycopy(header, headerAt, into, offset, n);
      headerAt += n;
      return n;
    }
    // Data that is not a frame is passed on unchanged, so that the decoder reports the error.
    return in.read(into, offset, length);
  }

  private boolean skipFrame() throws IOException {
    headerEnd = 0;
    if (!append(Integer.BYTES)) {
      throw new EOFException();
    }
    // Read, not skipped: a pipe cannot be.
    for (long left = number(0, Integer.BYTES) & 0xFFFF_FFFFL; left > 0; ) {
      int read = in.read(header, 0, (int) Math.min(left, header.length));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
    }
    return true;
  }

  private void readFrameHeader() throws IOException {
    if (!append(1)) {
      passed = true;
      return;
    }
    int descriptor = header[MAGIC_BYTES];
    boolean single = (descriptor & SINGLE_SEGMENT) != 0;
    int sizeCode = descriptor >>> 6 & 3;
    int more =
        (single ? 0 : 1)
            + DICTIONARY_ID_BYTES[descriptor & 3]
            + (sizeCode == 0 && single ? 1 : CONTENT_SIZE_BYTES[sizeCode]);
    hasChecksum = (descriptor & CHECKSUM) != 0;
    header[MAGIC_BYTES] = (byte) (descriptor & ~CHECKSUM);
    passed = !append(more);
    inFrame = !passed;
    if (inFrame) {
      checkWindow(single, DICTIONARY_ID_BYTES[descriptor & 3], more);
    }
  }

  /** Checks the window size (RFC 8878 3.1.1.1.2); a single segment is its own window. */
  private void checkWindow(boolean single, int dictionaryBytes, int more) throws IOException {
    int at = MAGIC_BYTES + 1;
    long window;
    if (single) {
      int bytes = more - dictionaryBytes;
      ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      window = size.put(header, at + dictionaryBytes, bytes).rewind().getLong();
    } else {
      long base = 1L << (10 + (header[at] >>> 3 & 0x1F));
      window = base + base / 8 * (header[at] & 7);
    }
    if (window < 0 || window > MAX_WINDOW_BYTES) {
      throw new IOException(
          "a window of %d MiB is too large (at most 8 MiB); decompress the file first: zstd -d --long=31 FILE"
              .formatted((window >>> 20) + ((window & 0xF_FFFF) == 0 ? 0 : 1)));
    }
  }

  private void readBlock() throws IOException {
    if (!append(BLOCK_HEADER_BYTES)) {
      endEarly();
      return;
    }
    int block = number(0, BLOCK_HEADER_BYTES);
    int size = (block >>> 1 & 3) == RLE_BLOCK ? 1 : block >>> 3;
    if (size > header.length - BLOCK_HEADER_BYTES) {
      passed = true; // no block is that large
      return;
    }
    if (!append(size)) {
      endEarly();
      return;
    }
    if ((block & 1) != 0) {
      inFrame = false;
      readChecksum();
    }
  }

  private void readChecksum() throws IOException {
    byte[] bytes = in.readNBytes(hasChecksum ? CHECKSUM_BYTES : 0);
    if (hasChecksum && bytes.length < CHECKSUM_BYTES) {
      cut = true;
    } else if (hasChecksum) {
      checksum = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
  }

  /** Appends an empty last block, which makes the decoder release the data of earlier blocks. */
  private void endEarly() {
    cut = true;
    Arrays.fill(header, 0, BLOCK_HEADER_BYTES, (byte) 0);
    header[0] = 1;
    headerEnd = BLOCK_HEADER_BYTES;
  }

  /** Reads on into the header; false if the bytes end before that. */
  private boolean append(int bytes) throws IOException {
    int read = in.readNBytes(header, headerEnd, bytes);
    headerEnd += read;
    return read == bytes;
  }

  private int number(int at, int bytes) {
    ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return number.put(header, at, bytes).rewind().getInt();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
