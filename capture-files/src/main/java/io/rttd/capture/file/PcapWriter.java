package io.rttd.capture.file;

import io.rttd.capture.FrameHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;

/**
 * Writes frames of one link type to a pcap file: little-endian, ns. One thread.
 *
 * <p>Buffered: frames are in the file only after {@link #close}. An I/O error is an {@link
 * UncheckedIOException}.
 */
public final class PcapWriter implements FrameHandler, AutoCloseable {
  private static final int FILE_HEADER_BYTES = 24;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long MAX_SECONDS = 0xFFFF_FFFFL;

  private final FileChannel channel;
  private final int linkType;
  private final int snaplenBytes;
  private final ByteBuffer pending;

  /**
   * Creates or replaces the file.
   *
   * @param linkType LINKTYPE_ number of all frames
   * @param snaplenBytes maximum number of bytes written of each frame, 1 to 262144
   */
  public PcapWriter(Path path, int linkType, int snaplenBytes) throws IOException {
    if (snaplenBytes < 1 || snaplenBytes > RecordReader.USUAL_MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("snaplen must be 1 to 262144, not " + snaplenBytes);
    }
    this.linkType = linkType;
    this.snaplenBytes = snaplenBytes;
    this.pending =
        ByteBuffer.allocateDirect(RECORD_HEADER_BYTES + BUFFER_BYTES + FILE_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    this.channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    pending.putInt(PcapReader.MAGIC_NS).putShort((short) 2).putShort((short) 4);
    pending.putInt(0).putInt(0).putInt(snaplenBytes).putInt(linkType);
  }

  /**
   * Appends a frame. pcap holds times from 1970 to 2106: any other, or none, becomes 0.
   *
   * @throws IllegalArgumentException if the link type is not the file's
   */
  @Override
  public void onFrame(
      long timeNs,
      int frameLinkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    if (frameLinkType != linkType) {
      throw new IllegalArgumentException(
          "a frame of link type " + frameLinkType + " in a file of link type " + linkType);
    }
    int length = Math.min(capturedLength, snaplenBytes);
    if (pending.remaining() < RECORD_HEADER_BYTES + length) {
      flush();
    }
    boolean fits = timeNs >= 0 && timeNs / NS_PER_SECOND <= MAX_SECONDS;
    pending.putInt(fits ? (int) (timeNs / NS_PER_SECOND) : 0);
    pending.putInt(fits ? (int) (timeNs % NS_PER_SECOND) : 0);
    pending.putInt(length).putInt(originalLength);
    buffer.getBytes(offset, pending, length);
  }

  /** Flushes and closes the file. */
  @Override
  public void close() {
    try (channel) {
      flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush() {
    try {
      pending.flip();
      while (pending.hasRemaining()) {
        channel.write(pending);
      }
      pending.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
