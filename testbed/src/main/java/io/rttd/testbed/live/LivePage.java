package io.rttd.testbed.live;

import io.rttd.perf.report.BarChart;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.perf.report.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The figures of all observers for one kind of traffic, as a dated page. */
final class LivePage {
  private final ResultPage page;

  LivePage(LiveBench bench, LiveRun.Traffic traffic, Map<Observer, List<LiveFigures>> figures) {
    page =
        new ResultPage(
            "live-" + name(traffic),
            "CPU time per packet, live: " + title(traffic),
            "./dev testbed live --results perf/results" + options(bench, traffic),
            Machine.here());
    page.paragraph(
        String.format(
            Locale.ROOT,
            """
      A veth pair connects two network namespaces. Traffic sent on one end is observed on the other by one program
      after the other, %d times each. CPU is the kernel's figure for the program's threads (schedstat) over %d s, after %d s
      of warm-up for programs on a JVM, per packet that passed in this time (for tshark, which falls behind: per packet it
      printed). The kernel's part, from the driver to the ring, is accounted to the sender and not included.
      Medians, with minimum and maximum in parentheses. `rttd` measures; tcpdump copies headers; pcap4j counts.\
      """,
            bench.runs,
            bench.seconds,
            bench.warmUpSeconds));
    if (!bench.init.isEmpty()) {
      page.paragraph("Changes to rttd's default `init_config`: `" + bench.init + "`.");
    }
    List<List<String>> rows = new ArrayList<>();
    figures.forEach((observer, runs) -> rows.add(row(observer, runs)));
    page.table(
        List.of("", "packets/s", "CPU ns per packet", "sent", "captured", "dropped", "unaccounted"),
        rows);
    for (Observer observer : figures.keySet()) {
      if (observer.isRttd()) {
        ratios(observer, figures);
        threads(observer, figures.get(observer));
      }
    }
    BarChart chart = new BarChart("CPU ns per packet: " + title(traffic), "ns, lower is better");
    figures.forEach(
        (observer, runs) -> {
          double ns = Math.round(cpu(runs).median());
          if (observer.isRttd()) {
            chart.ours(observer.lowerCase(), ns);
          } else {
            chart.other(observer.lowerCase(), ns);
          }
        });
    page.chart("cpu", "CPU time per packet of each program", chart.svg());
  }

  /** Writes the page and its charts; returns the page. */
  Path write(Path folder) throws IOException {
    return page.write(folder);
  }

  private static List<String> row(Observer observer, List<LiveFigures> runs) {
    boolean silent = runs.stream().anyMatch(f -> f.captured() < 0);
    return List.of(
        observer.description(),
        count(runs(runs, LiveFigures::packetsPerSecond).median()),
        cpu(runs).text(0),
        count(sum(runs, LiveFigures::sent)),
        silent ? "not reported" : count(sum(runs, LiveFigures::captured)),
        silent ? "not reported" : count(sum(runs, f -> Math.max(0, f.dropped()))),
        silent ? "-" : count(sum(runs, LiveFigures::unaccounted)));
  }

  private void ratios(Observer our, Map<Observer, List<LiveFigures>> figures) {
    List<LiveFigures> ours = figures.get(our);
    if (figures.keySet().stream().allMatch(Observer::isRttd)) {
      return;
    }
    StringBuilder text = new StringBuilder(our.lowerCase() + "'s CPU time against that of");
    figures.forEach(
        (observer, runs) -> {
          if (!observer.isRttd()) {
            double ratio = cpu(ours).median() / cpu(runs).median();
            text.append(String.format(Locale.ROOT, " %s: %.2f;", observer.lowerCase(), ratio));
          }
        });
    text.setCharAt(text.length() - 1, '.');
    page.paragraph(text.toString());
  }

  private void threads(Observer our, List<LiveFigures> runs) {
    Map<String, List<Double>> byThread = new TreeMap<>();
    for (LiveFigures run : runs) {
      run.threadNsPerPacket()
          .forEach((name, ns) -> byThread.computeIfAbsent(name, n -> new ArrayList<>()).add(ns));
    }
    StringBuilder text = new StringBuilder(our.lowerCase() + "'s threads, ns per packet:");
    byThread.forEach(
        (name, values) -> {
          double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
          double median = new Runs(all).median();
          if (median >= 0.5) {
            text.append(String.format(Locale.ROOT, " %s %.0f,", name, median));
          }
        });
    text.setCharAt(text.length() - 1, '.');
    page.paragraph(text.toString());
  }

  private static Runs cpu(List<LiveFigures> figures) {
    return runs(figures, LiveFigures::cpuNsPerPacket);
  }

  private static Runs runs(List<LiveFigures> figures, ToDoubleFunction<LiveFigures> value) {
    return new Runs(figures.stream().mapToDouble(value).toArray());
  }

  private static double sum(List<LiveFigures> figures, ToDoubleFunction<LiveFigures> value) {
    return figures.stream().mapToDouble(value).sum();
  }

  private static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String title(LiveRun.Traffic traffic) {
    if (traffic.flows() == 0) {
      return "iperf3, 4 streams between the kernels' own TCP";
    }
    String rate =
        traffic.packetsPerSecond() == 0
            ? "as fast as possible"
            : String.format(Locale.ROOT, "%,d packets/s", traffic.packetsPerSecond());
    return String.format(Locale.ROOT, "%,d flows, %s", traffic.flows(), rate);
  }

  private static String options(LiveBench bench, LiveRun.Traffic traffic) {
    String rates = traffic.flows() == 0 ? "" : " --rates " + traffic.packetsPerSecond();
    String observers =
        bench.observers.stream().map(Observer::name).collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        " --flows %d%s --runs %d --seconds %d --warm-up-seconds %d --observers %s",
        traffic.flows(),
        rates,
        bench.runs,
        bench.seconds,
        bench.warmUpSeconds,
        observers);
  }

  private static String name(LiveRun.Traffic traffic) {
    return traffic.flows() == 0
        ? "iperf3"
        : traffic.flows()
            + "-"
            + (traffic.packetsPerSecond() == 0 ? "max" : "" + traffic.packetsPerSecond());
  }
}
