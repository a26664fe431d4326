package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A tcpdump at the near end, and the file that it writes of the same moment. */
final class TcpdumpFile implements AutoCloseable {
  private static final int FILE_HEADER_LENGTH = 24;
  private static final long TIMEOUT_S = 10;

  private final Process process;
  private final Path file;

  /** Starts it, or skips the test where there is none. */
  TcpdumpFile(NetworkNamespaces where, String interfaceName, Path folder) throws Exception {
    assumeTrue(
        Stream.of("/usr/bin/tcpdump", "/usr/sbin/tcpdump").map(Path::of).anyMatch(Files::exists),
        "needs tcpdump");
    file = folder.resolve("tcpdump.pcap");
    process =
        where.startInside(
            where.near(),
            "tcpdump",
            "-Z",
            "root",
            "-n",
            "-U",
            "--immediate-mode",
            "--nano",
            "-s",
            "256",
            "-B",
            "16384",
            "-i",
            interfaceName,
            "-w",
            file.toString());
    Awaitility.await()
        .atMost(TIMEOUT_S, TimeUnit.SECONDS)
        .until(() -> Files.exists(file) && Files.size(file) >= FILE_HEADER_LENGTH);
  }

  /** Waits until the file holds this many frames, ends tcpdump and measures the file. */
  Measurement measure(long frames) throws Exception {
    Awaitility.await()
        .atMost(TIMEOUT_S, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(frames()).isGreaterThanOrEqualTo(frames));
    process.destroy();
    process.onExit().get(TIMEOUT_S, TimeUnit.SECONDS);
    try (FrameSource source = CaptureFiles.open(file)) {
      return Measurement.of(source);
    }
  }

  private long frames() throws Exception {
    HeardFrames heard = new HeardFrames();
    try (FrameSource source = CaptureFiles.open(file)) {
      long frames = 0;
      int moved;
      while ((moved = source.poll(heard, 4096)) > 0) {
        frames += moved;
      }
      return frames;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
