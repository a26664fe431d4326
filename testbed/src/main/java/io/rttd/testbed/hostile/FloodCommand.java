package io.rttd.testbed.hostile;

import io.rttd.testbed.live.FrameSender;
import io.rttd.testbed.live.InputEnd;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends a pattern, with every tenth frame from the established connections, until standard input
 * ends; then prints {@code sent N exchanges N}.
 */
@Command(name = "flood", mixinStandardHelpOptions = true)
public final class FloodCommand implements Callable<Integer> {
  @Option(names = "--interface", required = true)
  private String interfaceName = "";

  @Option(
      names = "--pattern",
      required = true,
      description = "Name of the pattern, as printed by testbed hostile.")
  private String pattern = "";

  @Option(names = "--packets-per-second", description = "Packets/s; 0: maximum.")
  private long packetsPerSecond;

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FloodCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    BooleanSupplier running = InputEnd.watch();
    try (FrameSender sender = new FrameSender(interfaceName)) {
      System.out.println("ready");
      long exchanges = send(Patterns.all().get(pattern).get(), sender, running);
      System.out.println("sent " + sender.sent() + " exchanges " + exchanges);
    }
    return 0;
  }

  private long send(Pattern hostile, FrameSender sender, BooleanSupplier running) {
    HostileFrame frame = new HostileFrame();
    double nsPerBatch = packetsPerSecond > 0 ? 1e9 * FrameSender.BATCH / packetsPerSecond : 0;
    long startNs = System.nanoTime();
    int established = 0;
    int sent = 0;
    for (long batch = 0; running.getAsBoolean(); batch++) {
      while (System.nanoTime() - startNs < batch * nsPerBatch) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < FrameSender.BATCH; i++) {
        if (sent % HostileFrames.EVERY == 0) {
          HostileFrames.establishedFrame(established++, frame);
        } else {
          hostile.next(sent - established, frame);
        }
        frame.write(sender.buffer(), sender.offset());
        sender.send(frame.wireBytes());
        sent++;
      }
    }
    return established / 2;
  }
}
