package io.rttd.capture.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The frames of a Zstandard stream (RFC 8878 3.1) without the skippable ones between them, which
 * pzstd and seekable files have and aircompressor does not know. Nothing is uncompressed: headers
 * tell where a frame ends. Blocks are handed over whole; a stream that is cut off ends behind its
 * last whole block, and {@link #isCut()} tells so.
 */
final class ZstdFrames extends InputStream {
  private static final int MAGIC_BYTES = 4;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  private static final int SINGLE_SEGMENT = 0x20;
  private static final int CHECKSUM = 0x04;
  private static final int[] DICTIONARY_ID_BYTES = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};

  private static final int BLOCK_HEADER_BYTES = 3;
  private static final int RLE_BLOCK = 1;
  private static final int CHECKSUM_BYTES = 4;

  /** A block of 128 KiB between its header and a checksum. */
  private static final int MAX_BLOCK_BYTES = BLOCK_HEADER_BYTES + 128 * 1024 + CHECKSUM_BYTES;

  private final InputStream in;

  /** A header, or a block behind its header, that was read and not handed out yet. */
  private final byte[] header = new byte[MAX_BLOCK_BYTES];

  private int headerAt;
  private int headerEnd;

  private boolean inFrame;
  private boolean checksum;
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

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (headerAt == headerEnd && !passed) {
      if (cut) {
        return -1;
      }
      readHeader();
    }
    if (headerAt < headerEnd) {
      int n = Math.min(length, headerEnd - headerAt);
      System.arraycopy(header, headerAt, into, offset, n);
      headerAt += n;
      return n;
    }
    // What is no frame goes through as it is: the decoder says what is wrong with it.
    return in.read(into, offset, length);
  }

  private void readHeader() throws IOException {
    headerAt = 0;
    headerEnd = 0;
    if (inFrame) {
      readBlockHeader();
      return;
    }
    if (!append(MAGIC_BYTES)) {
      passed = true;
      return;
    }
    int magic = number(0, MAGIC_BYTES);
    if (!isSkippable(magic)) {
      readFrameHeader();
      return;
    }
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
    headerEnd = 0;
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
    checksum = (descriptor & CHECKSUM) != 0;
    passed = !append(more);
    inFrame = true;
  }

  private void readBlockHeader() throws IOException {
    if (!append(BLOCK_HEADER_BYTES)) {
      endEarly();
      return;
    }
    int block = number(0, BLOCK_HEADER_BYTES);
    int size = (block >>> 1 & 3) == RLE_BLOCK ? 1 : block >>> 3;
    boolean last = (block & 1) != 0;
    int more = size + (last && checksum ? CHECKSUM_BYTES : 0);
    if (more > header.length - BLOCK_HEADER_BYTES) {
      passed = true; // no block is as large
    } else if (!append(more)) {
      endEarly();
    } else {
      inFrame = !last;
    }
  }

  /**
   * An empty last block makes the decoder hand over what it holds of the blocks before it; of a
   * frame with a checksum it would not, since that cannot be right.
   */
  private void endEarly() {
    cut = true;
    headerEnd = 0;
    if (!checksum) {
      Arrays.fill(header, 0, BLOCK_HEADER_BYTES, (byte) 0);
      header[0] = 1;
      headerEnd = BLOCK_HEADER_BYTES;
    }
  }

  /** Reads on into the header; false when the bytes end before that. */
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
