package io.rttd.audit;

import io.rttd.model.CaptureCounter;
import io.rttd.pipeline.sockets.TcpInfo;
import io.rttd.reporting.json.JsonWriter;
import java.io.PrintWriter;
import java.util.Locale;

/** An audit as one JSON document. Times are milliseconds; unknown values are {@code null}. */
public final class AuditJson {
  private static final long VERSION = 1;
  private static final double NS_PER_MS = 1e6;

  private AuditJson() {}

  /** Prints it. */
  public static void print(AuditResult result, PrintWriter out) {
    try (JsonWriter json = JsonWriter.indented(out)) {
      json.object().field("version", VERSION);
      json.array("interfaces");
      result.interfaces().forEach(json::value);
      json.end();
      json.field("seconds", result.duration().toSeconds());
      json.object("packets").field("read", result.packets());
      json.field(CaptureCounter.KERNEL_DROPS.id(), result.lost()).end();
      json.object("summary");
      json.field("connections", result.connections().size());
      for (Agreement agreement : Agreement.values()) {
        json.field(word(agreement), result.count(agreement));
      }
      json.field("not_asked", result.unasked()).field("idle", result.idle());
      json.field("left_out", result.beyond()).end();
      json.array("connections");
      result.connections().forEach(each -> write(json, each));
      json.end().end();
    }
    out.print("\n");
    out.flush();
  }

  private static void write(JsonWriter json, ConnectionAudit each) {
    json.object().field("local", each.local()).field("remote", each.remote());
    json.field("samples", each.samples()).field("p50_ms", ms(each.p50Ns()));
    json.object("path").field("count", each.pathSamples());
    json.field("min_ms", ms(each.pathMinNs())).end();
    json.field("segments", each.segments()).field("retransmits", each.retransmits());
    json.object("kernel").field("rtt_ms", ms(each.kernelRttNs()));
    json.field("min_rtt_ms", ms(each.kernelMinNs()));
    json.field("segments", count(each.kernelSegments()));
    json.field("retransmits", count(each.kernelRetransmits())).end();
    json.field("agreement", word(each.agreement()));
    json.array("differences");
    each.differences().forEach(difference -> json.value(word(difference)));
    json.end().end();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static double ms(double ns) {
    return ns / NS_PER_MS;
  }

  private static double count(long value) {
    return value == TcpInfo.UNKNOWN ? Double.NaN : (double) value;
  }
}
