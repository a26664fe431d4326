package io.rttd.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The captures that a JVM is trained with before it serves for real: what rttd meets on a network,
 * in proportion to how often its code should be ready for it.
 */
public final class TrainingCaptures {
  private static final int SNAPLEN_BYTES = 160;
  private static final int SEED = 1;
  private static final int TRANSFERS = 33;
  private static final int HOSTS = 100;
  private static final long NS_BETWEEN_CONNECTIONS = 255_000;
  private static final double MANY_LOST = 0.01;

  /** A capture of a few milliseconds' work, so that a round of all of them stays short. */
  private static final long PACKETS = 100_000;

  private TrainingCaptures() {}

  /**
   * Writes bulk transfers, short connections, bulk transfers with 1 % loss, and bulk transfers
   * inside VXLAN: some 60 MB. No two have a connection with the same ISN, so that each is new to an
   * analysis of all of them.
   *
   * @param folder an existing folder
   * @return the files
   */
  public static List<Path> write(Path folder) throws IOException {
    return write(folder, PACKETS);
  }

  static List<Path> write(Path folder, long packets) throws IOException {
    Path bulk = folder.resolve("bulk.pcap");
    MadeCapture.bulk(bulk, packets, TRANSFERS, SNAPLEN_BYTES, SEED);
    Path brief = folder.resolve("short.pcap");
    MadeCapture.shortConnections(
        brief, packets, HOSTS, NS_BETWEEN_CONNECTIONS, SNAPLEN_BYTES, SEED + 3);
    Path lossy = folder.resolve("lossy.pcap");
    try (FrameWriter out = new FrameWriter(lossy, SNAPLEN_BYTES)) {
      MadeCapture.bulk(out, packets, TRANSFERS, MANY_LOST, SEED + 1);
    }
    Path tunnelled = folder.resolve("vxlan.pcap");
    try (FrameWriter out = FrameWriter.inVxlan(tunnelled, SNAPLEN_BYTES)) {
      MadeCapture.bulk(out, packets, TRANSFERS, 0, SEED + 2);
    }
    return List.of(bulk, brief, lossy, tunnelled);
  }
}
