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
 * <p>Frames are passed on in place, from the chunk that was read last. Bytes that are appended
 * after opening are not read. One thread polls and closes; {@link #bytesRead()} and {@link
 * #totalBytes()} are thread-safe.
 */
public final class CaptureFileSource implements FrameSource {
  /** {@link #totalBytes()} of a pipe. */
  public static final long UNKNOWN_TOTAL = -1;

  private final ByteWindow window;
  private final RecordReader reader;
  private final LongSupplier consumed;
  private final long totalBytes;
  private volatile long bytesRead;
  private boolean closed;

  /**
   * Creates a source for a recognized format.
   *
   * @param consumed returns how many of {@code totalBytes} were read
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
    if (closed) {
      return END;
    }
    int frames = reader.read(handler, Math.max(1, limit));
    bytesRead = consumed.getAsLong();
    return frames;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public Optional<CaptureFault> fault() {
    return reader.fault();
  }

  /**
   * Notes on what was read so far, as sentences that follow the file's name: unreadable link types,
   * unusable times, a file that has grown. Polling thread only.
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
   * Name of the current frame's interface, which has this index; null if the file has no name.
   * Polling thread only.
   */
  public String interfaceName(int interfaceIndex) {
    return reader.interfaceName(interfaceIndex);
  }

  /** Whether a fault's offset refers to decompressed bytes. */
  public boolean isUnpacked() {
    return window.isUnpacked();
  }

  /** Number of {@link #totalBytes()} read as of the last {@link #poll}. */
  public long bytesRead() {
    return bytesRead;
  }

  /** Size of the file on disk, or {@link #UNKNOWN_TOTAL}. */
  public long totalBytes() {
    return totalBytes;
  }

  /**
   * Closes the file; {@link #poll} returns {@link #END} from then on. Closing again has no effect.
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      window.close();
    }
  }
}
