package io.rttd.testbed.live;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The blaster as a process: prints {@code ready}, sends until its standard input ends, prints
 * {@code sent N refused N}.
 */
@Command(name = "blast", mixinStandardHelpOptions = true)
public final class BlastCommand implements Callable<Integer> {
  @Option(names = "--interface", required = true)
  private String interfaceName = "";

  @Option(names = "--packets-per-second", description = "Packets/s; 0: maximum.")
  private long packetsPerSecond;

  @Option(names = "--flows", description = "Default: ${DEFAULT-VALUE}.")
  private int flows = 64;

  @Option(names = "--payload-bytes", description = "Default: ${DEFAULT-VALUE}.")
  private int payloadBytes = 64;

  @Option(names = "--peers", description = "Number of servers; 0: one.")
  private int peers;

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BlastCommand()).execute(arguments));
  }

  /** Addresses of the busy peers, given the number of peers. */
  public static List<String> busyPeers(int peers) {
    return BlastFrames.busyPeers(peers);
  }

  @Override
  public Integer call() {
    BooleanSupplier running = InputEnd.watch();
    try (Blaster blaster = new Blaster(interfaceName, flows, payloadBytes, peers)) {
      System.out.println("ready");
      blaster.run(packetsPerSecond, running);
      System.out.println("sent " + blaster.sent() + " refused " + blaster.refused());
    }
    return 0;
  }
}
