package io.rttd.testbed.live;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.RawPacketListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Baseline of the comparison: pcap4j's own loop with a listener for raw packets, its cheapest
 * interface, which only counts. Exits on SIGTERM and prints {@code captured N dropped N}.
 */
@Command(name = "pcap4j-loop", mixinStandardHelpOptions = true)
public final class Pcap4jLoop implements Callable<Integer> {
  private static final int SNAPLEN = 128;
  private static final int READ_TIMEOUT_MS = 10;
  private static final int BUFFER_BYTES = 64 << 20;

  @Option(names = "--interface", required = true)
  private String interfaceName = "";

  private final AtomicLong packets = new AtomicLong();

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Pcap4jLoop()).execute(arguments));
  }

  @Override
  public Integer call() throws PcapNativeException, NotOpenException, InterruptedException {
    PcapHandle handle =
        new PcapHandle.Builder(interfaceName)
            .snaplen(SNAPLEN)
            .promiscuousMode(PromiscuousMode.PROMISCUOUS)
            .timeoutMillis(READ_TIMEOUT_MS)
            .bufferSize(BUFFER_BYTES)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> report(handle), "report"));
    long[] count = new long[1];
    RawPacketListener listener = frame -> packets.lazySet(++count[0]);
    handle.loop(-1, listener);
    return 0;
  }

  private void report(PcapHandle handle) {
    try {
      PcapStat statistics = handle.getStats();
      System.out.println(
          "captured " + packets.get() + " dropped " + statistics.getNumPacketsDropped());
    } catch (PcapNativeException | NotOpenException e) {
      System.out.println("no statistics: " + e.getMessage());
    }
  }
}
