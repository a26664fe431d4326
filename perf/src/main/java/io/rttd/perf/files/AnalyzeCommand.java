package io.rttd.perf.files;

import io.rttd.perf.report.BarChart;
import io.rttd.perf.report.BuiltCommand;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.perf.report.Runs;
import io.rttd.training.MadeCapture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares {@code rttd analyze}, as a whole process, with tcptrace and libpcap's empty loop. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Compare rttd analyze with tcptrace and libpcap's empty loop, on two generated captures and"
            + " on others.")
public final class AnalyzeCommand implements Callable<Integer> {
  private static final String RTTD = "rttd analyze";
  private static final String TCPTRACE = "tcptrace -r -l -n";
  private static final String LOOP = "libpcap's empty loop";

  @Option(names = "--rttd", description = "The rttd command (default: ${DEFAULT-VALUE}).")
  private Path rttd = BuiltCommand.path();

  @Option(
      names = "--runs",
      description = "Number of runs of each program (default: ${DEFAULT-VALUE}).")
  private int runs = 5;

  @Option(
      names = "--captures",
      description =
          "Folder of bulk.pcap and short.pcap, generated if missing (default: ${DEFAULT-VALUE}).")
  private Path captures = Path.of(System.getProperty("java.io.tmpdir"), "rttd-captures");

  @Option(
      names = "--also",
      paramLabel = "FILE",
      description = "Another capture, for example a recorded one. Repeatable.")
  private List<Path> also = new ArrayList<>();

  @Option(
      names = "--packets",
      description = "Packets of a generated capture (default: ${DEFAULT-VALUE}).")
  private long packets = 5_300_000;

  @Option(
      names = "--results",
      description = "Folder for the results page (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("perf", "results");

  @Override
  public Integer call() throws IOException {
    if (!Files.isExecutable(rttd) || !Files.isExecutable(Path.of(TimedProcess.timer()))) {
      System.err.println("needs " + rttd + " (./dev build) and /usr/bin/time (package time)");
      return 3;
    }
    Files.createDirectories(captures);
    Map<String, List<String>> programs = programs();
    ResultPage page =
        new ResultPage(
            "analyze",
            "Capture files, as whole processes",
            "./dev bench analyze --runs " + runs,
            Machine.here());
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Each file was read once beforehand. Then the programs ran alternately, %d times each;"
                + " medians, with minimum and maximum. rttd was trained, as in an installed"
                + " package.",
            runs));
    measure(page, "bulk", "33 bulk transfers", made("bulk"), programs);
    measure(page, "short", "short connections", made("short"), programs);
    for (Path file : also) {
      String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
      measure(page, name, name, file, programs);
    }
    System.out.println(page.write(results));
    return 0;
  }

  private Map<String, List<String>> programs() throws IOException {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    programs.put(RTTD, List.of(rttd.toString(), "analyze"));
    Path tcptrace = Path.of("/usr/bin/tcptrace");
    if (Files.isExecutable(tcptrace)) {
      programs.put(TCPTRACE, List.of(tcptrace.toString(), "-r", "-l", "-n"));
    } else {
      System.err.println("without tcptrace, which is not installed");
    }
    EmptyLoop.compile(captures).ifPresent(loop -> programs.put(LOOP, List.of(loop.toString())));
    return programs;
  }

  private Path made(String kind) throws IOException {
    Path file = captures.resolve(kind + ".pcap");
    if (!Files.exists(file)) {
      MadeCapture.Summary summary =
          kind.equals("bulk")
              ? MadeCapture.bulk(file, packets, 33, 96, 1)
              : MadeCapture.shortConnections(file, packets * 47 / 53, 100, 255_000, 96, 1);
      System.err.println(file + ": " + summary);
    }
    return file;
  }

  private void measure(
      ResultPage page,
      String kind,
      String description,
      Path file,
      Map<String, List<String>> programs)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    Map<String, List<TimedProcess>> measured = new LinkedHashMap<>();
    for (int i = 0; i < runs; i++) {
      for (Map.Entry<String, List<String>> program : programs.entrySet()) {
        List<String> command = new ArrayList<>(program.getValue());
        command.add(file.toString());
        measured
            .computeIfAbsent(program.getKey(), name -> new ArrayList<>())
            .add(TimedProcess.run(command));
      }
    }
    report(page, kind, description, file, measured);
  }

  private static void report(
      ResultPage page,
      String kind,
      String description,
      Path file,
      Map<String, List<TimedProcess>> measured)
      throws IOException {
    BarChart chart =
        new BarChart("Whole process: " + description, "seconds from start to end; lower is better");
    List<List<String>> rows = new ArrayList<>();
    double ours = wall(measured.get(RTTD)).median();
    measured.forEach(
        (name, processes) -> {
          Runs wall = wall(processes);
          Runs cpu = new Runs(processes.stream().mapToDouble(TimedProcess::cpuSeconds).toArray());
          Runs peak = new Runs(processes.stream().mapToDouble(TimedProcess::peakMib).toArray());
          rows.add(
              List.of(
                  name,
                  wall.text(2),
                  cpu.text(2),
                  peak.text(0),
                  String.format(Locale.ROOT, "%.2f", wall.median() / ours)));
          if (name.equals(RTTD)) {
            chart.ours(name, wall.median());
          } else {
            chart.other(name, wall.median());
          }
        });
    page.heading(description)
        .paragraph(String.format(Locale.ROOT, "%,d bytes.", Files.size(file)))
        .table(List.of("program", "wall s", "CPU s", "peak MiB", "wall, rttd = 1"), rows)
        .chart(kind, "Seconds of each program on " + description, chart.svg());
  }

  private static Runs wall(List<TimedProcess> processes) {
    return new Runs(processes.stream().mapToDouble(TimedProcess::wallSeconds).toArray());
  }
}
