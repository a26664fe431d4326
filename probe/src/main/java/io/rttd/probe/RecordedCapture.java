package io.rttd.probe;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A capture that a probe wrote. It holds the headers of the packets that passed the probe's filter,
 * and no payload.
 *
 * @param file a pcap file; it exists if {@code packets} is not 0
 * @param packets how many it holds
 * @param bytes its size
 * @param lost how many packets passed the filter after the file was full, or its disk was
 * @param fault why it could not be written, in which case it is damaged or missing
 */
public record RecordedCapture(
    Path file, long packets, long bytes, long lost, Optional<String> fault) {
  private static final double BYTES_PER_MB = 1e6;

  /** Where it is, what it holds and what it lacks. */
  @Override
  public String toString() {
    String text =
        packets == 0
            ? "no packet"
            : String.format(
                Locale.ROOT, "%s (%d packets, %.1f MB)", file, packets, bytes / BYTES_PER_MB);
    if (lost > 0) {
      text += ", without the " + lost + " packets that came after it was full";
    }
    return text + fault.map(reason -> ", incomplete: " + reason).orElse("");
  }
}
