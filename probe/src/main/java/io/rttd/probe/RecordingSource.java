package io.rttd.probe;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.SegmentFilter;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.DirectBuffer;

/**
 * A source that also writes its frames to a pcap file, up to a number of bytes. A file that cannot
 * be written ends the recording and nothing else. The thread that polls, except that {@link
 * #recorded} may be called by another one once that has ended.
 */
final class RecordingSource implements FrameSource {
  private static final int FILE_HEADER_BYTES = 24;
  private static final int RECORD_HEADER_BYTES = 16;

  private final FrameSource source;
  private final Path file;
  private final int snaplenBytes;
  private final long maxBytes;
  private final FrameHandler recorder = this::onFrame;
  private FrameHandler next;
  private PcapWriter writer;
  private int linkType;
  private long bytes = FILE_HEADER_BYTES;
  private long packets;
  private long lost;
  private boolean full;
  private String fault;

  /**
   * Creates a source whose file is created with its first frame.
   *
   * @param file in a folder that exists
   * @param snaplenBytes at most this much of each frame is written
   * @param maxBytes the file's size limit
   */
  RecordingSource(FrameSource source, Path file, int snaplenBytes, long maxBytes) {
    this.source = source;
    this.file = file;
    this.snaplenBytes = snaplenBytes;
    this.maxBytes = maxBytes;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    next = handler;
    return source.poll(recorder, limit);
  }

  private void onFrame(
      long timeNs,
      int frameLinkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    if (hasRoom(frameLinkType, capturedLength)) {
      try {
        write(timeNs, frameLinkType, buffer, offset, capturedLength, originalLength);
      } catch (UncheckedIOException e) {
        end(e.getCause());
      }
    } else {
      lost++;
    }
    next.onFrame(
        timeNs, frameLinkType, interfaceIndex, buffer, offset, capturedLength, originalLength);
  }

  /** Ends with the first frame that does not fit, so that no gap is within the file. */
  private boolean hasRoom(int frameLinkType, int capturedLength) {
    boolean fits =
        bytes + RECORD_HEADER_BYTES + Math.min(capturedLength, snaplenBytes) <= maxBytes
            && (writer == null || frameLinkType == linkType);
    full |= !fits;
    return !full;
  }

  private void write(
      long timeNs,
      int frameLinkType,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    if (writer == null) {
      open(frameLinkType);
    }
    writer.onFrame(
        timeNs,
        frameLinkType,
        FrameHandler.NO_INTERFACE,
        buffer,
        offset,
        capturedLength,
        originalLength);
    packets++;
    bytes += RECORD_HEADER_BYTES + Math.min(capturedLength, snaplenBytes);
  }

  private void open(int frameLinkType) {
    try {
      writer = new PcapWriter(file, frameLinkType, snaplenBytes);
      linkType = frameLinkType;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end(IOException reason) {
    full = true;
    fault = reason.toString();
    lost++;
  }

  /** What was written; after {@link #close}. */
  RecordedCapture recorded() {
    return new RecordedCapture(file, packets, bytes, lost, Optional.ofNullable(fault));
  }

  @Override
  public void close() {
    source.close();
    if (writer != null) {
      try {
        writer.close();
      } catch (UncheckedIOException e) {
        fault = e.getCause().toString();
      }
    }
  }

  @Override
  public SegmentFilter segments() {
    return source.segments();
  }

  @Override
  public boolean hasWaited() {
    return source.hasWaited();
  }

  @Override
  public boolean isLive() {
    return source.isLive();
  }

  @Override
  public long kernelDrops() {
    return source.kernelDrops();
  }

  @Override
  public long kernelFreezes() {
    return source.kernelFreezes();
  }

  @Override
  public long interruptions() {
    return source.interruptions();
  }

  @Override
  public boolean isWaiting() {
    return source.isWaiting();
  }

  @Override
  public Optional<CaptureFault> fault() {
    return source.fault();
  }
}
