package io.rttd.analyze;

import io.rttd.analyze.AnalysisSummary.Damage;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Several capture files as one source. Not thread-safe. */
interface CaptureSet extends FrameSource {
  /** {@link #totalBytes} if one of the files is a pipe or standard input. */
  long UNKNOWN_TOTAL = -1;

  /** What is wrong with the files read so far, and why some of their frames were not measured. */
  FileFindings findings();

  /**
   * Name of the interface with this index, which is that of the frame being handed over, or null.
   */
  String interfaceName(int interfaceIndex);

  /** Approximately how many of {@link #totalBytes} were read. */
  long bytesRead();

  /** Size of the files on disk, or {@link #UNKNOWN_TOTAL}. */
  long totalBytes();

  /** The damage of the first damaged file. */
  @Override
  default Optional<CaptureFault> fault() {
    return findings().damages().stream().map(Damage::fault).findFirst();
  }

  @Override
  default boolean isLive() {
    return false;
  }

  /** Sum of the files' sizes, or {@link #UNKNOWN_TOTAL}. */
  static long sizeOf(List<Path> files) {
    long total = 0;
    for (Path file : files) {
      try {
        boolean input = file.toString().equals(CaptureFiles.STANDARD_INPUT);
        if (input || !Files.isRegularFile(file)) {
          return UNKNOWN_TOTAL;
        }
        total += Files.size(file);
      } catch (IOException e) {
        return UNKNOWN_TOTAL;
      }
    }
    return total;
  }
}
