package io.rttd.perf.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a capture file of known content. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Generate a pcap file; the same options give the same file on every machine.")
public final class GenerateCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The file; an existing one is replaced.")
  private Path file = Path.of("made.pcap");

  @Option(names = "--kind", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private MadeCapture.Kind kind = MadeCapture.Kind.BULK;

  @Option(
      names = "--packets",
      description = "Number of packets; short: at least (default: ${DEFAULT-VALUE}).")
  private long packets = 5_300_000;

  @Option(
      names = "--flows",
      description = "bulk: concurrent transfers (default: ${DEFAULT-VALUE}).")
  private int flows = 33;

  @Option(
      names = "--hosts",
      description = "short: number of client hosts (default: ${DEFAULT-VALUE}).")
  private int hosts = 100;

  @Option(
      names = "--us-between",
      description = "short: time between connections (default: ${DEFAULT-VALUE}).")
  private long usBetween = 255;

  @Option(
      names = "--snaplen",
      description = "Bytes captured of each frame (default: ${DEFAULT-VALUE}).")
  private int snaplenBytes = 96;

  @Option(names = "--seed", description = "Seed of the capture (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Override
  public Integer call() throws IOException {
    MadeCapture.Summary summary =
        kind == MadeCapture.Kind.BULK
            ? MadeCapture.bulk(file, packets, flows, snaplenBytes, seed)
            : MadeCapture.shortConnections(
                file, packets, hosts, usBetween * 1000, snaplenBytes, seed);
    System.out.printf(
        "%s: %,d packets, %,d connections, at most %,d open at a time%n",
        file, summary.packets(), summary.connections(), summary.mostOpen());
    return 0;
  }
}
