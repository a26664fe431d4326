package io.rttd.audit;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.TextTable;
import io.rttd.reporting.PairReport;
import java.util.List;

/** Compares rttd's figures with the kernel's own for the same sockets. */
public final class KernelComparison {
  private static final double NS_PER_MS = 1e6;

  private final List<KernelRtt> sockets;
  private final List<PairReport> pairs;

  /** Creates a comparison. */
  public KernelComparison(List<KernelRtt> sockets, List<PairReport> pairs) {
    this.sockets = sockets;
    this.pairs = pairs;
  }

  /** Prints a table, one line per pair. */
  public void print(Console console) {
    var out = console.out();
    out.print("\n");
    if (sockets.isEmpty()) {
      out.print(
          "No comparison with the kernel: sock_diag is unavailable, or no TCP socket is open.\n");
      return;
    }
    out.print(
        console.bold(
                "Compared with the kernel's RTT of the same sockets (TCP_INFO), in milliseconds")
            + "\n");
    TextTable table =
        new TextTable(
            2, "src", "dst", "sockets", "min_rtt", "rttd min", "srtt", "rttd p50", "path p50");
    for (PairReport pair : pairs) {
      List<KernelRtt> same =
          sockets.stream()
              .filter(s -> s.local().equals(pair.src()) && s.peer().equals(pair.dst()))
              .toList();
      if (!same.isEmpty()) {
        table.add(
            pair.src(),
            pair.dst(),
            Integer.toString(same.size()),
            Millis.text(min(same)),
            Millis.text(pair.rtt().minNs()),
            Millis.text(median(same)),
            Millis.text(pair.percentileNs(50)),
            Millis.text(pair.path().getTotalCount() == 0 ? Double.NaN : pair.pathPercentileNs(50)));
      }
    }
    table.print(out);
    out.print(
        """
        srtt is smoothed (1/8 new, 7/8 old; the median of the open sockets), so it follows the
        last few ACKs; rttd's p50 is the median of all samples, of closed connections too.
        Both include the time that a receiver holds an ACK back ("requests": the server's
        think time); path p50 is rttd's median of ACKs that nothing held back. min_rtt is
        taken above the loopback device, rttd's min at it. ::1's pair mixes all conversations.
        """);
    out.flush();
  }

  private static double min(List<KernelRtt> sockets) {
    return sockets.stream().mapToDouble(KernelRtt::minMs).min().orElse(Double.NaN) * NS_PER_MS;
  }

  private static double median(List<KernelRtt> sockets) {
    double[] sorted = sockets.stream().mapToDouble(KernelRtt::smoothedMs).sorted().toArray();
    return sorted[sorted.length / 2] * NS_PER_MS;
  }
}
