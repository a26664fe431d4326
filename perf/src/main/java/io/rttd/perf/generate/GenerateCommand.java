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
    description = "Makes a pcap file: the same for the same options, on every machine.")
public final class GenerateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "the file, replaced if it is there")
  private Path file = Path.of("made.pcap");

  @Option(names = "--kind", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  private MadeCapture.Kind kind = MadeCapture.Kind.BULK;

  @Option(names = "--packets", description = "short: at least; default ${DEFAULT-VALUE}")
  private long packets = 5_300_000;

  @Option(names = "--flows", description = "bulk: transfers at a time; default ${DEFAULT-VALUE}")
  private int flows = 33;

  @Option(names = "--hosts", description = "short: client hosts; default ${DEFAULT-VALUE}")
  private int hosts = 100;

  @Option(
      names = "--us-between",
      description = "short: from one connection to the next; default ${DEFAULT-VALUE}")
  private long usBetween = 255;

  @Option(names = "--snaplen", description = "bytes of each frame; default ${DEFAULT-VALUE}")
  private int snaplenBytes = 96;

  @Option(names = "--seed", description = "another seed, another capture; default ${DEFAULT-VALUE}")
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
