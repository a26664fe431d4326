package io.rttd.testbed.hostile;

import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.perf.report.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what each hostile pattern costs, against plain traffic in the same run. */
@Command(
    name = "hostile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Hostile traffic: rate relative to plain traffic, memory relative to memory_limit,",
      "and the share of the established flows' samples that are still found."
    })
public final class HostileCommand implements Callable<Integer> {
  private static final int FRAME_MEMORY_BYTES = 256 << 20;
  private static final List<Integer> WINDOWS = List.of(512, 1024, 2048, 4096, 8192);

  @Option(names = "--frames", description = "Frames of each pattern (default: ${DEFAULT-VALUE}).")
  private int frames = 2_000_000;

  @Option(names = "--runs", description = "Default: ${DEFAULT-VALUE}.")
  private int runs = 3;

  @Option(
      names = "--most-seconds",
      description = "Maximum duration of a run (default: ${DEFAULT-VALUE}).")
  private int mostSeconds = 2;

  @Option(names = "--memory-mb", description = "memory_limit (default: ${DEFAULT-VALUE}).")
  private int memoryMb = 64;

  @Option(
      names = "--only",
      description = "Run only plain traffic and patterns whose names contain this text.")
  private String only = "";

  @Option(
      names = "--wide",
      description =
          "Run only the patterns that walk over a whole window, with several window sizes.")
  private boolean wide;

  @Option(names = "--out", description = "Folder for the results page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("perf/results");

  @Override
  public Integer call() throws IOException {
    measure(Patterns.all().get(Patterns.PLAIN)); // warms up
    if (wide) {
      return measureWide();
    }
    List<List<String>> rows = new ArrayList<>();
    double plainNs = 0;
    for (Map.Entry<String, Supplier<Pattern>> pattern : Patterns.all().entrySet()) {
      boolean plain = pattern.getKey().equals(Patterns.PLAIN);
      if (plain || pattern.getKey().contains(only)) {
        Measured measured = measure(pattern.getValue());
        plainNs = plain ? measured.ns().median() : plainNs;
        rows.add(row(pattern.getKey(), measured, plainNs));
        System.err.println(String.join(" | ", rows.get(rows.size() - 1)));
      }
    }
    System.out.println(page(rows).write(out));
    return 0;
  }

  /** The work per packet must not grow faster than the number of segments it may have to scan. */
  private int measureWide() {
    System.out.println("| pattern | segments outstanding | ns per packet | ns per segment |");
    System.out.println("|---|---:|---:|---:|");
    for (String pattern : Patterns.wide(1).keySet()) {
      for (int segments : WINDOWS) {
        Runs ns = measure(Patterns.wide(segments).get(pattern)).ns();
        System.out.printf(
            Locale.ROOT,
            "| %s | %,d | %s | %.2f |%n",
            pattern,
            segments,
            ns.text(0),
            ns.median() / segments);
      }
    }
    return 0;
  }

  private record Measured(Runs ns, HostileRun.Result last) {}

  private Measured measure(Supplier<Pattern> pattern) {
    HostileFrames made = new HostileFrames(pattern.get(), frames, FRAME_MEMORY_BYTES);
    double[] ns = new double[runs];
    HostileRun.Result result = null;
    for (int i = 0; i < runs; i++) {
      result =
          new HostileRun(made, (long) memoryMb << 20).run(TimeUnit.SECONDS.toNanos(mostSeconds));
      ns[i] = result.nsPerFrame();
    }
    return new Measured(new Runs(ns), result);
  }

  private static List<String> row(String name, Measured measured, double plainNs) {
    HostileRun.Result last = measured.last();
    return List.of(
        name,
        String.format(Locale.ROOT, "%,.0f", 1e9 / measured.ns().median()),
        measured.ns().text(0),
        String.format(Locale.ROOT, "%.2f", measured.ns().median() / plainNs),
        String.format(Locale.ROOT, "%.1f", last.memoryPeakBytes() / 1048576.0),
        String.format(Locale.ROOT, "%,d of %,d", last.establishedSamples(), last.exchanges()),
        String.format(Locale.ROOT, "%,d", last.evicted()),
        String.format(Locale.ROOT, "%,d", last.segments().untimed()),
        String.format(Locale.ROOT, "%,d", last.notMeasured()));
  }

  private ResultPage page(List<List<String>> rows) {
    return new ResultPage(
            "hostile",
            "Hostile traffic",
            String.format(
                "./dev testbed hostile --frames %d --runs %d --most-seconds %d",
                frames, runs, mostSeconds),
            Machine.here())
        .paragraph(
            "Frames from memory through decoder, flow table, matcher and histograms, all on one"
                + " thread, with `memory_limit: "
                + memoryMb
                + "MB`, both ends timed. Nine of ten frames belong to the pattern, the tenth to one of"
                + " "
                + HostileFrames.ESTABLISHED_FLOWS
                + " established connections, whose samples are compared with the expected number. "
                + String.format(Locale.ROOT, "%,d", frames)
                + " frames of each pattern, or as many as fit into "
                + mostSeconds
                + " seconds; medians of "
                + runs
                + " runs (lowest to highest).")
        .table(
            List.of(
                "pattern",
                "packets/s",
                "ns per packet",
                "relative to plain",
                "memory, MB of " + memoryMb,
                "samples of established flows",
                "flows evicted",
                "segments untimed",
                "frames not measured"),
            rows);
  }
}
