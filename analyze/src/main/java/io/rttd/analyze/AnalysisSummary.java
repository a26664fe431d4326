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
 * @param files what was read, in the order given
 * @param frames outcomes of the frames
 * @param leftOut frames that the plan's choice left out, and that are not among {@code frames}
 * @param totals what was measured
 * @param connections each connection, if the plan has them recorded
 * @param local the end that looks local, if both directions were timed and one does
 * @param findings why there is no sample, and other problems of the files as a whole, the gravest
 *     first
 * @param damages what is wrong with the files
 * @param notes why frames of files that are not damaged were not measured
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

  /** Frames that this became of. */
  public long frames(CaptureCounter counter) {
    return frames.get(counter);
  }

  /** Frames of TCP, timed or not, duplicates among them. */
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
   * @param unpacked whether the offset is that of bytes that lie compressed in the file
   */
  public record Damage(Path file, CaptureFault fault, boolean unpacked) {
    /** Whether it is known where in the file. */
    public boolean hasOffset() {
      return fault.byteOffset() >= 0;
    }

    /** In a sentence. */
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
