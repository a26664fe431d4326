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

/** Measures engines under rising numbers of flows, each in its own JVM. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure the cost of many flows: ns per segment, memory, evictions, longest stops.",
      "memory_limit is 256MB, and max_flows 1,000,000."
    })
public final class ScaleCommand implements Callable<Integer> {
  private static final int MAX_FLOWS = 1_000_000;

  /** Results of {@link ScaleStops} shown on the page. */
  static final List<String> STOPS =
      List.of(
          "open.ms",
          "open.max.us",
          "open.bystander.max.us",
          "open.collections",
          "steady.p9999.us",
          "steady.max.us",
          "steady.bystander.max.us",
          "report.us");

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

  @Option(
      names = "--stops",
      description = "Processes that measure the longest stops (default: ${DEFAULT-VALUE}).")
  private int stopRuns = 5;

  @Option(
      names = "--java-options",
      split = " ",
      description = "Options of the measured JVMs (default: the launcher's, ${DEFAULT-VALUE}).")
  private List<String> javaOptions =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms48m",
          "-XX:NewSize=3m",
          "-XX:PretenureSizeThreshold=16k",
          "-Xmx1g");

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
        if (shardCount <= 1 && stopRuns > 0) {
          stops.add(stops(flowCount, shardCount));
        }
      }
    }
    System.out.println(page(chart, costs, memory, stops).write(out));
    return 0;
  }

  private List<String> stops(int flowCount, int shardCount)
      throws IOException, InterruptedException {
    List<Map<String, Double>> runs = new ArrayList<>();
    for (int i = 0; i < stopRuns; i++) {
      Map<String, Double> found =
          process(ScaleStops.class, flowCount, MAX_FLOWS, shardCount, pairs, turns);
      System.err.println(shardCount + " shards, " + flowCount + " flows, stops: " + found);
      runs.add(found);
    }
    List<String> row = new ArrayList<>(List.of(number(flowCount), Integer.toString(shardCount)));
    for (String name : STOPS) {
      // With a ring, the report would only be published.
      boolean unknown = shardCount > 0 && name.equals("report.us");
      row.add(
          unknown
              ? ""
              : new Runs(runs.stream().mapToDouble(found -> found.get(name)).toArray()).text(0));
    }
    return row;
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
                + " pairs of hosts. Flows take turns in an order that caches cannot predict: in"
                + " each turn, one flow sends a segment, and the segment sent "
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
        .heading("Stops")
        .paragraph(
            "The longest stop of one thread while all flows are opened as fast as possible, and"
                + " during "
                + number(turns)
                + " turns afterwards: without a ring, of the capture thread for a batch of 128"
                + " segments, its work included; with one, how long the shard's thread left a"
                + " published segment alone. Next to it, a bystander: a thread that only reads the"
                + " clock, and is stopped by what stops all threads. Both include delays caused by"
                + " other work on the machine. Medians of "
                + stopRuns
                + " processes (lowest to highest).")
        .table(
            List.of(
                "flows offered",
                "shards",
                "opening, ms",
                "longest stop, us",
                "of a bystander, us",
                "collections",
                "afterwards: p99.99, us",
                "longest, us",
                "of a bystander, us",
                "report, us"),
            stops);
  }

  private Map<String, Double> measure(int flowCount, int shardCount)
      throws IOException, InterruptedException {
    return process(ScaleCell.class, flowCount, MAX_FLOWS, shardCount, pairs, turns, rounds);
  }

  /** Runs a main class in its own JVM, and parses its output: one name and number per line. */
  private Map<String, Double> process(Class<?> main, int... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    command.addAll(javaOptions);
    command.addAll(List.of("-XX:-UsePerfData", "-XX:MaxDirectMemorySize=64g"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (int argument : arguments) {
      command.add(Integer.toString(argument));
    }
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
