package io.rttd.testbed.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The relay as a process. Prints {@code ready} once both devices exist, relays until its standard
 * input ends (so it cannot outlive its parent), then prints its counts and overhead.
 */
@Command(name = "relay", mixinStandardHelpOptions = true)
public final class RelayCommand implements Callable<Integer> {
  @Option(names = "--tap-a", required = true, description = "Name of the device on side A.")
  private String tapA = "";

  @Option(names = "--tap-b", required = true, description = "Name of the device on side B.")
  private String tapB = "";

  @Option(names = "--truth", required = true, description = "File for the record of each frame.")
  private Path truth = Path.of("truth.bin");

  @Mixin private LinkOptions link = new LinkOptions();

  /** Starts the process; exits 3 if the devices cannot be created. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RelayCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    LinkSettings aToB = link.settings();
    LinkSettings bToA = aToB.withSeed(aToB.seed() + 1);
    try {
      Relay relay = new Relay(tapA, tapB, aToB, bToA, link.superSegments(), truth);
      try (relay) {
        System.out.println("ready");
        waitForEnd(System.in);
      }
      System.out.print(relay.report());
    } catch (RelayException e) {
      System.err.println(e.getMessage());
      return 3;
    }
    return 0;
  }

  private static void waitForEnd(InputStream input) throws IOException {
    while (input.read() >= 0) {
      // Ignores the input; only its end matters.
    }
  }
}
