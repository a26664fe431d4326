package io.rttd.audit;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.Millis;
import io.rttd.analyze.text.TextTable;
import io.rttd.pipeline.sockets.TcpInfo;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Prints an audit as text: one line per connection, the meaning of its letters, and a summary. */
public final class AuditText {
  private static final int MOST_LINES = 100;

  private AuditText() {}

  /** Prints it. */
  public static void print(AuditResult result, Console console) {
    PrintWriter out = console.out();
    if (!result.connections().isEmpty()) {
      out.print(
          console.bold(
                  "rttd and the kernel on %s, %d s (milliseconds; rttd/kernel where counts differ)"
                      .formatted(
                          String.join(", ", result.interfaces()), result.duration().toSeconds()))
              + "\n");
      printTable(result, out);
    }
    if (result.lost() > 0) {
      out.print("The capture lost " + result.lost() + " packets: this host is overloaded.\n");
    }
    out.print(summary(result) + "\n");
    out.flush();
  }

  private static void printTable(AuditResult result, PrintWriter out) {
    TextTable table =
        new TextTable(
            1,
            "connection",
            "samples",
            "p50",
            "path",
            "srtt",
            "minrtt",
            "rexmit",
            "segments",
            "agrees");
    Set<Difference> explained = new TreeSet<>();
    for (ConnectionAudit each : result.connections().stream().limit(MOST_LINES).toList()) {
      explained.addAll(each.differences());
      table.add(
          port(each.local()) + " > " + each.remote(),
          Long.toString(each.samples()),
          Millis.text(each.p50Ns()),
          Millis.text(each.pathMinNs()),
          Millis.text(each.kernelRttNs()),
          Millis.text(each.kernelMinNs()),
          both(each.retransmits(), each.kernelRetransmits()),
          both(each.segments(), each.kernelSegments()),
          agreement(each));
    }
    table.print(out);
    int more = result.connections().size() - MOST_LINES;
    if (more > 0) {
      out.print("and " + more + " more connections: --format json has all\n");
    }
    out.print(
        "\np50, path: rttd's median RTT, and its minimum over ACKs that nothing held back.\n");
    out.print("srtt, minrtt: the kernel's smoothed and lowest RTT.\n");
    explained.forEach(each -> out.print(each.letter() + ": " + each.text() + ".\n"));
  }

  private static String agreement(ConnectionAudit connection) {
    String letters =
        connection.differences().stream().map(Difference::letter).collect(Collectors.joining());
    return (connection.agreement().text() + " " + letters).strip();
  }

  /**
   * The host's address is usually that of the interface, so the port is enough to identify its end.
   */
  private static String port(String end) {
    return end.substring(end.lastIndexOf(':') + 1);
  }

  private static String both(long rttd, long kernel) {
    return kernel == TcpInfo.UNKNOWN || kernel == rttd ? Long.toString(rttd) : rttd + "/" + kernel;
  }

  private static String summary(AuditResult result) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d connections compared: %d agree, %d differ for a known reason, %d do not agree."
            .formatted(
                result.connections().size(),
                result.count(Agreement.YES),
                result.count(Agreement.EXPLAINED),
                result.count(Agreement.NO)));
    if (result.unasked() > 0) {
      text.append("\n%d more ended before the kernel was queried.".formatted(result.unasked()));
    }
    if (result.idle() > 0) {
      text.append("\n%d sent no data here that was acknowledged.".formatted(result.idle()));
    }
    if (result.beyond() > 0) {
      text.append("\nToo many connections: some were left out.");
    }
    return text.toString();
  }
}
