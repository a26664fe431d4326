package io.rttd.testbed.lab;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.pipeline.live.LiveCapture;
import io.rttd.pipeline.live.LiveMethod;
import io.rttd.pipeline.live.LiveSettings;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Counts the TCP frames of an interface through one of the project's live sources: prints {@code
 * ready}, counts until its input ends and the wire is quiet, then prints {@code frames N drops N}.
 */
@Command(name = "frame-count", mixinStandardHelpOptions = true)
public final class FrameCount implements Callable<Integer> {
  private static final int SNAPLEN = 128;
  private static final int LIMIT = 1024;
  private static final int QUIET_POLLS = 20;

  @Option(names = "--interface", required = true)
  private String interfaceName = "";

  @Option(names = "--method", required = true, description = "${COMPLETION-CANDIDATES}")
  private LiveMethod method = LiveMethod.AF_PACKET;

  /** Starts counting; exits 1 if the capture cannot be opened. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FrameCount()).execute(arguments));
  }

  @Override
  public Integer call() throws CaptureException, IOException {
    LiveSettings settings =
        new LiveSettings(
            interfaceName,
            SnapPolicy.headers(SNAPLEN),
            PeerFilter.allTcp(),
            method,
            RingSettings.DEFAULT);
    try (FrameSource source = LiveCapture.open(settings)) {
      System.out.println("ready");
      long[] frames = new long[1];
      int quiet = 0;
      boolean ending = false;
      while (quiet < QUIET_POLLS) {
        int heard = source.poll((t, link, index, b, o, captured, original) -> frames[0]++, LIMIT);
        ending = ending || System.in.available() > 0;
        quiet = ending && heard == 0 ? quiet + 1 : 0;
      }
      System.out.println("frames " + frames[0] + " drops " + source.kernelDrops());
    }
    return 0;
  }
}
