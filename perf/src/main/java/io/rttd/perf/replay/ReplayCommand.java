package io.rttd.perf.replay;

import io.rttd.capture.CaptureException;
import io.rttd.config.WaitStrategyKind;
import io.rttd.perf.report.BarChart;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.perf.report.Runs;
import io.rttd.training.MadeCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the whole pipeline on frames from memory, and writes the result as a page. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Frames from memory through decoder, rings, flow table, matcher and histograms: packets/s,"
            + " CPU for each packet, and the time from a frame to its sample.")
public final class ReplayCommand implements Callable<Integer> {
  @Option(names = "--file", description = "A capture file (default: generated bulk transfers).")
  private Path file;

  @Option(
      names = "--frames",
      description = "Maximum number of its frames (default: ${DEFAULT-VALUE}).")
  private int frames = 2_000_000;

  @Option(
      names = "--rate",
      description = "Packets/s of the second part (default: ${DEFAULT-VALUE}).")
  private long rate = 200_000;

  @Option(
      names = "--seconds",
      description = "Measured duration of each run (default: ${DEFAULT-VALUE}).")
  private long seconds = 5;

  @Option(names = "--warm-up", description = "Warm-up before each run (default: ${DEFAULT-VALUE}).")
  private long warmUpSeconds = 4;

  @Option(
      names = "--runs",
      description = "Number of runs of each setting (default: ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(names = "--shards", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> shards = List.of(0, 1, 2);

  @Option(
      names = "--results",
      description = "Folder for the results page (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("perf", "results");

  @Override
  public Integer call() throws IOException, CaptureException {
    FramesInMemory traffic = traffic();
    ResultPage page =
        new ResultPage(
            "replay",
            "Frames from memory through the pipeline",
            "./dev bench replay --seconds "
                + seconds
                + " --warm-up "
                + warmUpSeconds
                + " --runs "
                + runs,
            Machine.here());
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%,d frames of %s, repeated with different addresses. Medians of %d runs of %d s,"
                + " each after %d s of warm-up, with minimum and maximum.",
            traffic.count(),
            file == null ? "33 bulk transfers" : file.getFileName(),
            runs,
            seconds,
            warmUpSeconds));
    fullSpeed(traffic, page);
    fixedRate(traffic, page);
    System.out.println(page.write(results));
    return 0;
  }

  private FramesInMemory traffic() throws IOException, CaptureException {
    if (file != null) {
      return FramesInMemory.of(file, frames);
    }
    Path made = Files.createTempFile("rttd-replay", ".pcap");
    try {
      MadeCapture.bulk(made, frames, 33, 96, 1);
      return FramesInMemory.of(made, frames);
    } finally {
      Files.delete(made);
    }
  }

  private void fullSpeed(FramesInMemory traffic, ResultPage page) {
    List<List<String>> rows = new ArrayList<>();
    BarChart chart = new BarChart("Full speed, from memory", "million packets/s; higher is better");
    for (int count : shards) {
      List<ReplayRun.Result> measured = measure(traffic, count, WaitStrategyKind.BLOCKING, 0);
      Runs speed = new Runs(each(measured, result -> result.packetsPerSecond() / 1e6));
      String name = count == 0 ? "no ring, one thread" : count + " shard" + (count > 1 ? "s" : "");
      rows.add(
          List.of(
              name,
              speed.text(2),
              new Runs(each(measured, ReplayRun.Result::captureNs)).text(0),
              new Runs(each(measured, ReplayRun.Result::shardsNs)).text(0),
              new Runs(each(measured, ReplayRun.Result::bytesPerPacket)).text(4),
              collections(measured)));
      chart.ours(name, speed.median());
    }
    page.heading("Full speed")
        .table(
            List.of(
                "",
                "million packets/s",
                "CPU of the capture thread, ns per packet",
                "CPU of the shards, ns per packet",
                "allocated, bytes per packet",
                "collections (ms)"),
            rows)
        .chart("full", "Packets per second by number of shards", chart.svg());
  }

  private void fixedRate(FramesInMemory traffic, ResultPage page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(latencies("no ring", measure(traffic, 0, WaitStrategyKind.BLOCKING, rate)));
    for (WaitStrategyKind kind : List.of(WaitStrategyKind.BLOCKING, WaitStrategyKind.BUSY_SPIN)) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      rows.add(latencies(name, measure(traffic, 1, kind, rate)));
    }
    rows.add(bareMachine(1));
    rows.add(bareMachine(2));
    page.heading(String.format(Locale.ROOT, "From frame to sample, at %,d packets/s", rate))
        .paragraph(
            "µs from when a frame was due until its sample was in the histogram; one shard, except"
                + " in the first row. The source sleeps briefly when no frame is due. The last two"
                + " rows are threads that only read the clock, at the same rate: the delay that"
                + " this machine imposes on any program.")
        .table(
            List.of(
                "wait strategy",
                "p50",
                "p99",
                "p99.9",
                "max",
                "CPU of the shard, ns per packet",
                "allocated, bytes per packet",
                "collections (ms)"),
            rows);
  }

  private static List<String> latencies(String name, List<ReplayRun.Result> measured) {
    return List.of(
        name,
        latency(measured, 50),
        latency(measured, 99),
        latency(measured, 99.9),
        latency(measured, 100),
        new Runs(each(measured, ReplayRun.Result::shardsNs)).text(0),
        new Runs(each(measured, ReplayRun.Result::bytesPerPacket)).text(4),
        collections(measured));
  }

  private List<String> bareMachine(int threads) {
    List<Histogram> delays = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      delays.add(BareMachine.delays(threads, rate, seconds));
    }
    List<String> row = new ArrayList<>();
    row.add(threads + (threads == 1 ? " thread" : " threads") + " reading the clock");
    for (double percentile : new double[] {50, 99, 99.9, 100}) {
      row.add(new Runs(delays.stream().mapToDouble(d -> us(d, percentile)).toArray()).text(0));
    }
    row.addAll(List.of("", "", ""));
    return row;
  }

  private List<ReplayRun.Result> measure(
      FramesInMemory traffic, int shardCount, WaitStrategyKind kind, long framesPerSecond) {
    List<ReplayRun.Result> measured = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      measured.add(
          new ReplayRun(traffic, shardCount, kind, framesPerSecond).run(warmUpSeconds, seconds));
    }
    return measured;
  }

  private static double[] each(
      List<ReplayRun.Result> measured, ToDoubleFunction<ReplayRun.Result> figure) {
    return measured.stream().mapToDouble(figure).toArray();
  }

  private static String latency(List<ReplayRun.Result> measured, double percentile) {
    return new Runs(each(measured, result -> us(result.latencies(), percentile))).text(0);
  }

  private static double us(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1000.0;
  }

  private static String collections(List<ReplayRun.Result> measured) {
    long count = measured.stream().mapToLong(result -> result.use().collections()).sum();
    long ms = measured.stream().mapToLong(result -> result.use().collectionMs()).sum();
    return count + " (" + ms + ")";
  }
}
