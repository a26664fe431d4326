package io.rttd.analyze;

import io.rttd.analyze.AnalysisSummary.Damage;
import io.rttd.analyze.AnalysisSummary.Note;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.file.CaptureFileSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the files of a {@link CaptureSet}, as far as they were read. Not thread-safe.
 */
final class FileFindings {
  private final List<Damage> damages = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  /** Records that a file cannot be opened. */
  void onUnreadable(Path file, CaptureException e) {
    if (!Thread.currentThread().isInterrupted()) { // otherwise the user ended the reading
      damages.add(new Damage(file, new CaptureFault(e.getMessage(), -1), false));
    }
  }

  /** Records the faults and remarks of a file that was read to its end, or to its damage. */
  void onEnd(Path file, CaptureFileSource source) {
    source.fault().ifPresent(fault -> damages.add(new Damage(file, fault, source.isUnpacked())));
    source.notes().forEach(sentence -> notes.add(new Note(file, sentence)));
  }

  /** All damage so far, in the order of reading. */
  List<Damage> damages() {
    return List.copyOf(damages);
  }

  /** Why frames were not measured. */
  List<Note> notes() {
    return List.copyOf(notes);
  }
}
