package io.rttd.perf.generate;

import io.rttd.training.MadeCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Generates a capture file of known content. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Generate a pcap file; the same options give the same file on every machine.")
public final class GenerateCommand implements Callable<Integer> {
  private static final long USUAL_PACKETS = 5_300_000;
  private static final long MANY_PACKETS = 28_000_000;
  private static final int USUAL_HOSTS = 100;
  private static final int MANY_HOSTS = 384;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The file; an existing one is replaced.")
  private Path file = Path.of("made.pcap");

  @Option(names = "--kind", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private MadeCapture.Kind kind = MadeCapture.Kind.BULK;

  @Option(
      names = "--packets",
      description =
          "Number of packets; short and many: at least (default: 5300000; many: 28000000).")
  private Long packets;

  @Option(
      names = "--flows",
      description = "bulk: concurrent transfers (default: ${DEFAULT-VALUE}).")
  private int flows = 33;

  @Option(
      names = "--hosts",
      description =
          "short and many: number of client hosts, of four servers (default: 100; many: 384).")
  private Integer hosts;

  @Option(
      names = "--us-between",
      description = "short and many: time between connections (default: ${DEFAULT-VALUE}).")
  private long usBetween = 255;

  @Option(
      names = "--snaplen",
      description = "Bytes captured of each frame (default: ${DEFAULT-VALUE}).")
  private int snaplenBytes = 96;

  @Option(names = "--seed", description = "Seed of the capture (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Override
  public Integer call() throws IOException {
    boolean many = kind == MadeCapture.Kind.MANY;
    long atLeast = packets != null ? packets : many ? MANY_PACKETS : USUAL_PACKETS;
    int clients = hosts != null ? hosts : many ? MANY_HOSTS : USUAL_HOSTS;
    MadeCapture.Summary summary =
        kind == MadeCapture.Kind.BULK
            ? MadeCapture.bulk(file, atLeast, flows, snaplenBytes, seed)
            : MadeCapture.shortConnections(
                file, atLeast, clients, usBetween * 1000, snaplenBytes, seed);
    System.out.printf(
        "%s: %,d packets, %,d connections, at most %,d open at a time%n",
        file, summary.packets(), summary.connections(), summary.mostOpen());
    return 0;
  }
}
