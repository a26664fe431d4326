package io.rttd.analyze;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.file.CaptureFileSource;
import io.rttd.capture.file.CaptureFiles;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads several capture files one after the other as if they were one, so that frames are numbered
 * consecutively and a flow may continue in the next file. A file that cannot be read, or not to its
 * end, is recorded and skipped.
 */
final class FileSequence implements CaptureSet {
  private final Deque<Path> files;
  private final long totalBytes;
  private final Optional<Runnable> onIdle;
  private final FileFindings findings = new FileFindings();
  private Path file;
  private CaptureFileSource source;
  private long bytesOfFormerFiles;

  /**
   * Creates a sequence without opening the files.
   *
   * @param onIdle if present, a file is followed as it grows, and this is called while it does not
   *     grow
   */
  FileSequence(List<Path> files, Optional<Runnable> onIdle) {
    this.onIdle = onIdle;
    this.files = new ArrayDeque<>(files);
    this.totalBytes = CaptureSet.sizeOf(files);
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    while (source != null || openNext()) {
      int frames = source.poll(handler, limit);
      if (frames != END) {
        return frames;
      }
      findings.onEnd(file, source);
      bytesOfFormerFiles += Math.max(source.bytesRead(), source.totalBytes());
      closeCurrent();
    }
    return END;
  }

  private boolean openNext() {
    while (!files.isEmpty()) {
      file = files.removeFirst();
      try {
        source =
            onIdle.isPresent() ? CaptureFiles.follow(file, onIdle.get()) : CaptureFiles.open(file);
        return true;
      } catch (CaptureException e) {
        findings.onUnreadable(file, e);
      }
    }
    return false;
  }

  @Override
  public FileFindings findings() {
    return findings;
  }

  @Override
  public String interfaceName(int interfaceIndex) {
    return source.interfaceName(interfaceIndex);
  }

  @Override
  public long bytesRead() {
    return bytesOfFormerFiles + (source == null ? 0 : source.bytesRead());
  }

  @Override
  public long totalBytes() {
    return totalBytes;
  }

  @Override
  public void close() {
    files.clear();
    closeCurrent();
  }

  private void closeCurrent() {
    if (source != null) {
      source.close();
      source = null;
    }
  }
}
