package io.rttd.analyze;

import io.rttd.analyze.connection.ConnectionReports;
import io.rttd.analyze.diagnosis.FileFinding;
import io.rttd.capture.CaptureFault;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Results of an analysis, independent of the output format.
 *
 * @param files the files read, in the order given
 * @param frames outcomes of the frames
 * @param leftOut frames excluded by the plan's choice; not included in {@code frames}
 * @param totals the measurements
 * @param connections each connection, if the plan records them
 * @param local the end that looks local, if both directions were timed and one does
 * @param findings why there are no samples, and other problems of the files as a whole, most severe
 *     first
 * @param damages what is wrong with the files
 * @param notes why frames of undamaged files were not measured
 */
public record AnalysisSummary(
    List<Path> files,
    CaptureCounts frames,
    long leftOut,
    Totals totals,
    Optional<ConnectionReports> connections,
    Optional<String> local,
    List<FileFinding> findings,
    List<Damage> damages,
    List<Note> notes) {

  /** Copies the collections. */
  public AnalysisSummary {
    files = List.copyOf(files);
    findings = List.copyOf(findings);
    damages = List.copyOf(damages);
    notes = List.copyOf(notes);
  }

  /** Number of frames with this outcome. */
  public long frames(CaptureCounter counter) {
    return frames.get(counter);
  }

  /** TCP frames, timed or not, including duplicates. */
  public long tcpFrames() {
    return frames(CaptureCounter.SEGMENTS)
        + frames(CaptureCounter.NOT_LOCAL)
        + frames(CaptureCounter.DUPLICATES);
  }

  /**
   * Why frames of a file were not measured.
   *
   * @param message a sentence
   */
  public record Note(Path file, String message) {
    /** The file and the sentence. */
    @Override
    public String toString() {
      return file + ": " + message;
    }
  }

  /**
   * What is wrong with one of the files.
   *
   * @param unpacked whether the offset is within the file's decompressed content
   */
  public record Damage(Path file, CaptureFault fault, boolean unpacked) {
    /** Whether the position in the file is known. */
    public boolean hasOffset() {
      return fault.byteOffset() >= 0;
    }

    /** The damage in a sentence. */
    @Override
    public String toString() {
      return hasOffset()
          ? file
              + ": at byte "
              + fault.byteOffset()
              + (unpacked ? " of what it holds unpacked: " : ": ")
              + fault.message()
          : fault.message();
    }
  }
}
