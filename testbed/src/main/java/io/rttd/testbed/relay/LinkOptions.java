package io.rttd.testbed.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The command-line options that describe the link, and their conversion back to arguments. */
public final class LinkOptions {
  private static final double NS_PER_MS = 1e6;

  @Option(
      names = "--delay-ms",
      description = "Delay in each direction (default: ${DEFAULT-VALUE}).")
  double delayMs = 20;

  @Option(
      names = "--spread-ms",
      description = "Maximum deviation of a connection's delay from that (default: 0).")
  double spreadMs;

  @Option(names = "--loss-percent", description = "Share of frames lost in each direction.")
  double lossPercent;

  @Option(
      names = "--reorder-percent",
      description = "Share of frames delayed longer in each direction.")
  double reorderPercent;

  @Option(
      names = "--reorder-extra-ms",
      description = "Extra delay of these frames (default: ${DEFAULT-VALUE}).")
  double reorderExtraMs = 2;

  @Option(names = "--rate-mbit", description = "Bottleneck in each direction; 0: none.")
  double rateMbit;

  @Option(
      names = "--queue-kb",
      description = "Queue of the bottleneck (default: ${DEFAULT-VALUE}).")
  long queueKb = 256;

  @Option(
      names = "--seed",
      description = "Seed of loss, reordering and spread (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(names = "--tso", description = "Pass super-segments of up to 64 KB unsplit.")
  boolean superSegments;

  /** Settings of the direction from A to B. */
  public LinkSettings settings() {
    return new LinkSettings(
        Math.round(delayMs * NS_PER_MS),
        lossPercent / 100,
        reorderPercent / 100,
        Math.round(reorderExtraMs * NS_PER_MS),
        Math.round(rateMbit * 1e6),
        queueKb * 1024,
        seed,
        Math.round(spreadMs * NS_PER_MS));
  }

  /** Whether TCP is handed over unsegmented. */
  public boolean superSegments() {
    return superSegments;
  }

  /** The same options as arguments. */
  public List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--delay-ms=" + delayMs,
                "--spread-ms=" + spreadMs,
                "--loss-percent=" + lossPercent,
                "--reorder-percent=" + reorderPercent,
                "--reorder-extra-ms=" + reorderExtraMs,
                String.format(Locale.ROOT, "--rate-mbit=%f", rateMbit),
                "--queue-kb=" + queueKb,
                "--seed=" + seed));
    if (superSegments) {
      arguments.add("--tso");
    }
    return arguments;
  }
}
