package io.rttd.capture.file;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A capture file's frames, in file order, each exactly once; {@link CaptureFiles} opens it.
 *
 * <p>Frames are passed on in place, from the mapped file, without copying. Bytes that are appended
 * after opening are not read. One thread polls and closes; {@link #bytesRead()} and {@link
 * #totalBytes()} are thread-safe.
 */
public final class CaptureFileSource implements FrameSource {
  /**
   * Link type of a frame that has none: of a snoop file whose medium is not registered, and of
   * records that Wireshark numbers as frames although they are none.
   */
  public static final int NO_LINK_TYPE = LinkTypes.NONE;

  /** {@link #totalBytes()} of a pipe. */
  public static final long UNKNOWN_TOTAL = -1;

  /** How much is read between two looks at the file's size. */
  private static final long SIZE_CHECK_BYTES = 64 * 1024;

  private final ByteWindow window;
  private final RecordReader reader;
  private final LongSupplier consumed;
  private final long totalBytes;
  private volatile long bytesRead;
  private long sizeCheckedAt;
  private long nextLookAt;
  private boolean closed;
  private boolean truncated;
  private CaptureFault mappingFault;

  /**
   * Creates a source for a recognized format.
   *
   * @param consumed returns how much of {@code totalBytes} was read
   */
  CaptureFileSource(
      ByteWindow window, RecordReader reader, LongSupplier consumed, long totalBytes) {
    this.window = window;
    this.reader = reader;
    this.consumed = consumed;
    this.totalBytes = totalBytes;
  }

  /**
   * Passes on the next frames, at most {@code limit}; blocks only on a pipe. After {@link #END},
   * {@link #fault()} tells whether the capture was complete.
   */
  @Override
  public int poll(FrameHandler handler, int limit) {
    if (closed || mappingFault != null) {
      return END;
    }
    try {
      lookAtTheEnd(limit);
      int frames = reader.read(handler, Math.max(1, limit));
      bytesRead = consumed.getAsLong();
      if (frames == END || window.position() - sizeCheckedAt >= SIZE_CHECK_BYTES) {
        checkSize(frames == END);
      }
      return frames;
    } catch (InternalError e) {
      onLostMemory(e);
      return END;
    }
  }

  /** Asking the kernel takes longer than a frame, and a merge polls for one frame at a time. */
  private void lookAtTheEnd(int limit) {
    if (limit > 1 || window.position() >= nextLookAt) {
      truncated |= window.endWithTheFile();
      nextLookAt = window.position() + SIZE_CHECK_BYTES;
    }
  }

  /** The rest of the last page of a file that was cut reads as zeros, without an error. */
  private void checkSize(boolean ended) {
    sizeCheckedAt = window.position();
    if (mappingFault == null && window.isCut()) {
      mappingFault =
          new CaptureFault(
              "The file was truncated while it was read: it now ends before the last byte read.",
              sizeCheckedAt);
    }
    if (mappingFault == null && ended && truncated) {
      mappingFault =
          new CaptureFault(
              "The file was truncated while it was read: its end is missing.", sizeCheckedAt);
    }
  }

  /** A mapped page was lost: the file was truncated, or its disk failed. */
  @Override
  public boolean onLostMemory(InternalError error) {
    if (mappingFault == null) {
      mappingFault =
          new CaptureFault(
              "The file was truncated while it was read, or cannot be read any further: "
                  + error.getMessage()
                  + ".",
              window.position());
    }
    return true;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public Optional<CaptureFault> fault() {
    return mappingFault != null ? Optional.of(mappingFault) : reader.fault();
  }

  /**
   * Remarks on what was read so far, as sentences that follow the file's name: link types that
   * cannot be read, times that cannot be used, a file that grew meanwhile. The polling thread.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(reader.notes());
    long appended = closed ? 0 : window.appendedBytes();
    if (appended > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The file has grown since it was opened: the last %,d bytes were not read.",
              appended));
    }
    return notes;
  }

  /**
   * Name of the interface with this index, that of the current frame; null if the file has none.
   * The polling thread.
   */
  public String interfaceName(int interfaceIndex) {
    return reader.interfaceName(interfaceIndex);
  }

  /** Whether a fault's offset refers to decompressed bytes. */
  public boolean isUnpacked() {
    return window.isUnpacked();
  }

  /** How many of {@link #totalBytes()} were read, as of the last {@link #poll}. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Size of the file on disk, or {@link #UNKNOWN_TOTAL}. */
  public long totalBytes() {
    return totalBytes;
  }

  /** Unmaps and closes; {@link #poll} is {@link #END} from then on. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      window.close();
    }
  }
}
