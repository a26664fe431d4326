package io.rttd.daemon.analyze;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.daemon.analyze.AnalysisSummary.Damage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Several capture files as if they were one: read one after the other, so that frames are numbered
 * through and a flow may go on in the next file. A file that cannot be read, or not to its end, is
 * remembered and passed over.
 */
final class FileSequence implements FrameSource {
  private final Deque<Path> files;
  private final List<Damage> damages = new ArrayList<>();
  private Path file;
  private FrameSource source;

  FileSequence(List<Path> files) {
    this.files = new ArrayDeque<>(files);
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    while (source != null || openNext()) {
      int frames = source.poll(handler, limit);
      if (frames != END) {
        return frames;
      }
      source.fault().ifPresent(fault -> damages.add(new Damage(file, fault)));
      closeCurrent();
    }
    return END;
  }

  private boolean openNext() {
    while (!files.isEmpty()) {
      file = files.removeFirst();
      try {
        source = CaptureFiles.open(file);
        return true;
      } catch (CaptureException e) {
        damages.add(new Damage(file, new CaptureFault(e.getMessage(), -1)));
      }
    }
    return false;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public Optional<CaptureFault> fault() {
    return damages.stream().map(Damage::fault).findFirst();
  }

  /** Bytes of the files that were not opened yet, as far as that is known of them. */
  long bytes() {
    return files.stream().mapToLong(path -> path.toFile().length()).sum();
  }

  /** All that was wrong with the files read so far. */
  List<Damage> damages() {
    return List.copyOf(damages);
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
