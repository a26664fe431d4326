package io.rttd.daemon.status;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.Share;
import io.rttd.analyze.text.TextTable;
import io.rttd.model.CaptureCounter;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon's answer as text. */
public final class StatusText {
  private static final int MOST_WARNINGS = 10;
  private static final long MIB = 1 << 20;

  private final Console console;
  private final JsonTree status;

  private StatusText(Console console, JsonTree status) {
    this.console = console;
    this.status = status;
  }

  /**
   * Parses a response.
   *
   * @throws IOException if it is not a valid response
   */
  public static StatusText of(Console console, String answer) throws IOException {
    JsonTree status = JsonTree.parse(answer);
    if (!status.get("healthy").isPresent()) {
      throw new IOException("not an answer from rttd: " + answer.lines().findFirst().orElse(""));
    }
    return new StatusText(console, status);
  }

  /** Whether the daemon is healthy. */
  public boolean isHealthy() {
    return status.get("healthy").isTrue();
  }

  /** Prints everything. */
  public void print() {
    PrintWriter out = console.out();
    out.println(
        console.bold("rttd " + status.get("version").text())
            + ", pid "
            + status.get("pid").number()
            + ", up "
            + duration(status.get("uptime_s").number())
            + ", "
            + (isHealthy() ? "healthy" : console.bold("NOT HEALTHY")));
    status.get("problems").elements().forEach(problem -> out.println("  ! " + problem.text()));
    out.println("configuration  " + status.get("config").text());
    JsonTree memory = status.get("memory");
    out.printf(
        Locale.ROOT,
        "memory         %s of %s; Java heap %s of %s%n",
        mib(memory.get("used_bytes")),
        mib(memory.get("limit_bytes")),
        mib(memory.get("heap_used_bytes")),
        mib(memory.get("heap_max_bytes")));
    out.println();
    printInterfaces(out);
    status.get("interfaces").elements().forEach(capture -> printDiagnosis(out, capture));
    status.get("interfaces").elements().forEach(capture -> printCounters(out, capture));
    status.get("interfaces").elements().forEach(capture -> printConnections(out, capture));
    status.get("interfaces").elements().forEach(capture -> printVerdicts(out, capture));
    printWarnings(out);
  }

  /** With its tags, which distinguish it from other captures of the interface. */
  private static String name(JsonTree capture) {
    List<String> tags = capture.get("tags").elements().stream().map(JsonTree::text).toList();
    return capture.get("name").text() + (tags.isEmpty() ? "" : " " + String.join(" ", tags));
  }

  private void printInterfaces(PrintWriter out) {
    TextTable table =
        new TextTable(
            1,
            "interface",
            "packets",
            "dropped",
            "flows",
            "pairs",
            "samples",
            "evicted",
            "measured",
            "last report");
    for (JsonTree capture : status.get("interfaces").elements()) {
      table.add(
          name(capture),
          count(capture, CaptureCounter.PACKETS.id()),
          count(capture, CaptureCounter.KERNEL_DROPS.id()),
          count(capture, "flows"),
          count(capture, "pairs"),
          count(capture, "samples"),
          count(capture, "flows_evicted"),
          measured(capture),
          lastReport(capture));
    }
    table.print(out);
  }

  /** Of the flows, in the latest interval. */
  private static String measured(JsonTree capture) {
    JsonTree rate = capture.get("last_report").get("sampling_rate");
    return rate.isPresent() ? Share.text(rate.decimal()) : "-";
  }

  private static String lastReport(JsonTree capture) {
    if (capture.get("waiting").isTrue()) {
      return "waiting for interface";
    }
    JsonTree last = capture.get("last_report");
    if (!last.isPresent()) {
      return capture.get("ended").isTrue() ? "ended" : "none yet";
    }
    String age = duration(last.get("age_s").number()) + " ago";
    return capture.get("ended").isTrue() ? age + ", ended" : age;
  }

  private void printDiagnosis(PrintWriter out, JsonTree capture) {
    JsonTree diagnosis = capture.get("diagnosis");
    if (diagnosis.isPresent()) {
      out.println();
      out.println(
          console.bold(capture.get("name").text() + ": " + diagnosis.get("text").text())
              + ", since "
              + diagnosis.get("since").text());
      out.println("  " + diagnosis.get("remedy").text());
    }
  }

  /** Counters of what was not measured or slowed down the capture. */
  private static void printCounters(PrintWriter out, JsonTree capture) {
    String counts =
        Stream.of(CaptureCounter.values())
            .filter(counter -> counter.kind() != CaptureCounter.Kind.VOLUME)
            .filter(counter -> capture.get(counter.id()).isPresent())
            .filter(counter -> capture.get(counter.id()).number() > 0)
            .map(counter -> counter.label() + " " + capture.get(counter.id()).number())
            .collect(Collectors.joining(", "));
    if (!counts.isEmpty()) {
      out.println();
      out.println("counters of " + capture.get("name").text() + ": " + counts);
    }
    JsonTree unreadable = capture.get("unreadable_link_type");
    if (unreadable.isPresent()) {
      out.println("  cannot decode frames of " + unreadable.text());
    }
  }

  private static void printConnections(PrintWriter out, JsonTree capture) {
    String counts =
        capture.get("connections").fields().entrySet().stream()
            .filter(count -> count.getValue().decimal() > 0)
            .map(count -> count.getKey() + " " + Math.round(count.getValue().decimal()))
            .collect(Collectors.joining(", "));
    if (!counts.isEmpty()) {
      out.println();
      out.println("connections on " + capture.get("name").text() + ": " + counts);
    }
  }

  private static void printVerdicts(PrintWriter out, JsonTree capture) {
    Map<String, JsonTree> verdicts = capture.get("verdicts").fields();
    long all = verdicts.values().stream().mapToLong(JsonTree::number).sum();
    if (all == 0) {
      return;
    }
    String shares =
        verdicts.entrySet().stream()
            .sorted(Comparator.comparingLong(entry -> -entry.getValue().number()))
            .map(
                entry ->
                    entry.getKey() + " " + Share.text((double) entry.getValue().number() / all))
            .collect(Collectors.joining(", "));
    out.println();
    out.println("verdicts on " + capture.get("name").text() + ": " + shares);
  }

  private void printWarnings(PrintWriter out) {
    List<JsonTree> warnings = new ArrayList<>(status.get("warnings").elements());
    if (warnings.isEmpty()) {
      return;
    }
    out.println();
    out.println("latest warnings");
    warnings
        .subList(Math.max(0, warnings.size() - MOST_WARNINGS), warnings.size())
        .forEach(
            warning ->
                out.println(
                    "  "
                        + warning.get("time").text()
                        + " "
                        + warning.get("level").text()
                        + " "
                        + warning.get("text").text()));
  }

  private static String count(JsonTree capture, String field) {
    return Long.toString(capture.get(field).number());
  }

  private static String mib(JsonTree bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", (double) bytes.number() / MIB);
  }

  /** {@code 3d 4h}, {@code 5m 6s}: the two largest units. */
  static String duration(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
    }
    return seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h";
  }
}
