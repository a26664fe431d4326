package io.rttd.perf.scale;

import io.rttd.perf.report.LineChart;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.perf.report.Runs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures engines under rising numbers of flows, each in a JVM of its own. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure the cost of many flows: ns per segment, memory, evictions, longest pause.",
      "memory_limit is 256MB, and max_flows 1,000,000."
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final int MAX_FLOWS = 1_000_000;

  @Option(
      names = "--flows",
      split = ",",
      description = "Number of flows (default: ${DEFAULT-VALUE}).")
  private List<Integer> flows = List.of(10_000, 100_000, 1_000_000, 4_000_000);

  @Option(
      names = "--shards",
      split = ",",
      description = "Number of shards; 0: no ring and no prefetching (default: ${DEFAULT-VALUE}).")
  private List<Integer> shards = List.of(0, 1, 2, 4);

  @Option(names = "--pairs", description = "Number of pairs of hosts (default: ${DEFAULT-VALUE}).")
  private int pairs = 1000;

  @Option(names = "--turns", description = "Turns per round (default: ${DEFAULT-VALUE}).")
  private int turns = 2_000_000;

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--out", description = "Folder for the results page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("perf/results");

  @Override
  public Integer call() throws IOException, InterruptedException {
    LineChart chart =
        new LineChart(
            "Cost of a segment",
            "flows offered (1,000,000 held at most)",
            "CPU ns of the shards per segment: lookup, update, match",
            true);
    List<List<String>> costs = new ArrayList<>();
    List<List<String>> memory = new ArrayList<>();
    List<List<String>> stops = new ArrayList<>();
    for (int shardCount : shards) {
      for (int flowCount : flows) {
        Map<String, Double> found = measure(flowCount, shardCount);
        System.err.println(shardCount + " shards, " + flowCount + " flows: " + found);
        Runs cpu = runs(found, "steady.cpu.ns.");
        chart.point(shardCount + " shards", flowCount, cpu.median());
        costs.add(
            List.of(
                number(flowCount),
                Integer.toString(shardCount),
                cpu.text(0),
                runs(found, "steady.wall.ns.").text(0),
                runs(found, "open.cpu.ns.").text(0)));
        memory.add(
            List.of(
                number(flowCount),
                Integer.toString(shardCount),
                number(found.get("flows")),
                number(found.get("evicted.opening")),
                number(found.get("evicted")),
                number(found.get("memory.mb")),
                number(found.get("rss.most.mb"))));
        if (found.containsKey("batch.max.us")) {
          stops.add(
              List.of(
                  number(flowCount),
                  number(found.get("batch.p50.us")),
                  number(found.get("batch.p9999.us")),
                  number(found.get("batch.max.us")),
                  number(found.get("report.us"))));
        }
      }
    }
    System.out.println(page(chart, costs, memory, stops).write(out));
    return 0;
  }

  private ResultPage page(
      LineChart chart,
      List<List<String>> costs,
      List<List<String>> memory,
      List<List<String>> stops) {
    String command = "./dev bench scale --rounds " + rounds + " --turns " + turns;
    return new ResultPage("scale", "Many flows", command, Machine.here())
        .paragraph(
            "`memory_limit: 256MB`, `max_flows: 1000000`, "
                + pairs
                + " pairs of hosts. Flows take turns in an order that caches cannot predict: in each"
                + " turn, one flow sends a segment, and the segment sent "
                + ScaleTraffic.TURNS_UNTIL_ACK
                + " turns earlier is acknowledged. Medians of "
                + rounds
                + " rounds of "
                + number(turns)
                + " turns (lowest to highest); each row is a separate process. `0 shards` means no"
                + " ring and no prefetching; its CPU time includes creating the segments.")
        .table(
            List.of(
                "flows offered",
                "shards",
                "CPU ns per segment, all shards",
                "wall ns per segment",
                "CPU ns per segment, opening"),
            costs)
        .chart("cost", "CPU time per segment by number of flows", chart.svg())
        .heading("Memory")
        .paragraph("Megabytes: used of `memory_limit`, and the maximum RSS of the process.")
        .table(
            List.of(
                "flows offered",
                "shards",
                "held",
                "evicted, opening and warm-up",
                "evicted, all",
                "memory",
                "RSS"),
            memory)
        .heading("Pauses")
        .paragraph(
            "Microseconds for a batch of 128 segments without a ring, and for ending an interval."
                + " The longest includes delays caused by other work on the machine.")
        .table(List.of("flows offered", "median", "p99.99", "longest", "report"), stops);
  }

  private Map<String, Double> measure(int flowCount, int shardCount)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xms24m",
            "-Xmx1g",
            "-XX:MaxDirectMemorySize=64g",
            "-cp",
            System.getProperty("java.class.path"),
            ScaleCell.class.getName(),
            Integer.toString(flowCount),
            Integer.toString(MAX_FLOWS),
            Integer.toString(shardCount),
            Integer.toString(pairs),
            Integer.toString(turns),
            Integer.toString(rounds));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<String, Double> found = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        found.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException("a measurement failed: " + String.join(" ", command));
    }
    return found;
  }

  private static Runs runs(Map<String, Double> found, String prefix) {
    return new Runs(
        found.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .mapToDouble(Map.Entry::getValue)
            .toArray());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
