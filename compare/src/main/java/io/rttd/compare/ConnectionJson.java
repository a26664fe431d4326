package io.rttd.compare;

import io.rttd.analyze.connection.NotKept;
import io.rttd.analyze.htmlreport.ReportSource;
import io.rttd.reporting.Counted;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads what {@code rttd analyze --by connection --format json} writes. */
final class ConnectionJson {
  private static final double NS_PER_MS = 1e6;
  private static final String REMEDY =
      "make it with: rttd analyze --by connection --format json CAPTURE";

  private static final long MOST_BYTES = 256L << 20;

  private ConnectionJson() {}

  /**
   * Reads a document.
   *
   * @throws IOException if it is none, or has no connections
   */
  static CaptureInput read(Path file, String label) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          file + ": too large to compare (more than 256 MB); compare the capture itself");
    }
    JsonTree document;
    try {
      document = JsonTree.parse(Files.readString(file));
    } catch (IOException e) {
      throw new IOException(
          file + ": not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    if (!document.get("connections").isPresent()) {
      throw new IOException(file + ": has no connections, which the intervals need; " + REMEDY);
    }
    List<ConnectionFigures> figures = new ArrayList<>();
    for (JsonTree connection : inOrder(document.get("connections").elements())) {
      figures.add(figures(connection, true));
      figures.add(figures(connection, false));
    }
    if (figures.stream().noneMatch(ConnectionFigures::hasAny)
        && document.get("samples").number() > 0) {
      throw new IOException(file + ": its connections have no buckets; " + REMEDY);
    }
    List<String> losses = new ArrayList<>();
    for (JsonTree damage : document.get("damages").elements()) {
      losses.add(file + ": " + damage.get("message").text());
    }
    notKept(document.get("short_of_memory"))
        .words()
        .ifPresent(words -> losses.add(file + ": short of memory: " + words));
    long unshown = document.get("connections_left_out").number();
    if (unshown > 0) {
      losses.add(file + ": --top left out " + Counted.text(unshown, "connection"));
    }
    return new CaptureInput(
        new CaptureFigures(
            file.toString(), figures.stream().filter(ConnectionFigures::hasAny).toList()),
        losses,
        ReportSource.named(label));
  }

  private static NotKept notKept(JsonTree shortOfMemory) {
    return new NotKept(
        count(shortOfMemory, "packets_in_no_connection"),
        count(shortOfMemory, "samples_in_no_connection"),
        count(shortOfMemory, "connection_times_missing"),
        count(shortOfMemory, "connection_times_rounded"));
  }

  private static long count(JsonTree shortOfMemory, String name) {
    return shortOfMemory.get(name).number();
  }

  /** In the order of their beginnings, which the blocks of the bootstrap rest on. */
  private static List<JsonTree> inOrder(List<JsonTree> connections) {
    return connections.stream()
        .sorted(Comparator.comparingLong(connection -> connection.get("number").number()))
        .toList();
  }

  private static ConnectionFigures figures(JsonTree connection, boolean toServer) {
    String client = address(connection.get("client").text());
    String server = address(connection.get("server").text());
    JsonTree direction = connection.get(toServer ? "from_client" : "from_server");
    return new ConnectionFigures(
        toServer ? client : server,
        toServer ? server : client,
        connection.get("service").text(),
        toServer,
        samples(direction.get("rtt")),
        samples(direction.get("path")),
        toServer ? samples(connection.get("response")) : Samples.NONE,
        direction.get("segments").number(),
        direction.get("retransmits").number());
  }

  private static Samples samples(JsonTree times) {
    List<long[]> buckets = new ArrayList<>();
    List<JsonTree> numbers = times.get("buckets_ns").elements();
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      buckets.add(new long[] {numbers.get(i).number(), numbers.get(i + 1).number()});
    }
    return buckets.isEmpty()
        ? Samples.NONE
        : Samples.of(buckets, ns(times.get("min_ms")), ns(times.get("max_ms")));
  }

  private static long ns(JsonTree ms) {
    return Math.round(ms.decimal() * NS_PER_MS);
  }

  /** Of {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}. */
  private static String address(String endpoint) {
    String address = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }
}
