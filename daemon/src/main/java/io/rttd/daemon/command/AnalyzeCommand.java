package io.rttd.daemon.command;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisMemory;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.AnalysisSummary;
import io.rttd.analyze.AnalysisSummary.Damage;
import io.rttd.analyze.OutputFormat;
import io.rttd.analyze.ProgressBar;
import io.rttd.analyze.ResultView;
import io.rttd.analyze.console.Console;
import io.rttd.analyze.explain.FlowExplainer;
import io.rttd.analyze.explain.FlowSelector;
import io.rttd.analyze.htmlreport.HtmlReport;
import io.rttd.analyze.htmlreport.ReportRecorder;
import io.rttd.analyze.htmlreport.ReportSource;
import io.rttd.analyze.text.StatusLine;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.model.CaptureCounter;
import io.rttd.reporting.file.HistogramLogLines;
import io.rttd.reporting.file.JsonLines;
import io.rttd.reporting.file.StreamSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rttd analyze}: measures capture files. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Measure capture files (pcap, pcapng, snoop, ERF); print a table, one line per pair, in ms.",
      "Multiple files are read in sequence, as one capture, or merged by packet time."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Capture files; - for standard input.")
  private List<Path> files;

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      description =
          "Write one tab-separated line per verdict; - writes them, and nothing else, to standard"
              + " output.")
  private String samples;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a self-contained HTML page with charts and tables.")
  private Path html;

  @Option(
      names = "--hlog",
      paramLabel = "FILE",
      description = "Write an HdrHistogram interval log.")
  private Path hlog;

  @Option(
      names = "--jsonl",
      paramLabel = "FILE",
      description = "Write JSON Lines: one line per pair and interval.")
  private Path jsonl;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      converter = AnalyzeConverters.OfSeconds.class,
      defaultValue = "10",
      description =
          "Interval length of --hlog and --jsonl, in packet time (default: ${DEFAULT-VALUE}).")
  private Duration interval;

  @Option(
      names = "--merge",
      description =
          "Read the packets of all files in order of their timestamps. Use it for simultaneous"
              + " captures on several interfaces.")
  private boolean merge;

  @Option(
      names = "--follow",
      description = "Keep reading as the file grows, and refresh the table, until Ctrl-C.")
  private boolean follow;

  @Mixin private ChoiceOptions choice;

  @Mixin private LocalOptions local;

  @Mixin private ViewOptions view;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = AnalyzeConverters.OfSize.class,
      description =
          "Memory for flows, segments and pairs together, 16MB to 64GB. Default: half of what is"
              + " free, at most 8GB.")
  private Long memory;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = AnalyzeConverters.OfFormat.class,
      description =
          "Format of standard output: table, json, csv or hgrm (HdrHistogram percentile"
              + " distribution, two sections per pair).")
  private OutputFormat format;

  @Option(
      names = "--explain",
      paramLabel = "A:PORT-B:PORT",
      converter = AnalyzeConverters.OfFlow.class,
      description =
          "Instead of the table, explain each segment of one flow: when it was sent, what"
              + " acknowledged it, its verdict and why. Put IPv6 addresses in brackets.")
  private FlowSelector explained;

  AnalyzeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CaptureException, IOException {
    for (Path file : files) {
      requireReadable(file);
    }
    OrderlyStop stop = OrderlyStop.withResult();
    int code = ExitCode.NOTHING_OR_LOST;
    try {
      code = explained != null ? explain(stop) : analyze(stop);
      return code;
    } finally {
      stop.finished(code);
    }
  }

  private int analyze(OrderlyStop stop) throws CaptureException, IOException {
    try (ResultFiles results = new ResultFiles(spec.commandLine(), files)) {
      return analyze(results, stop);
    }
  }

  private int analyze(ResultFiles results, OrderlyStop stop) throws CaptureException, IOException {
    boolean toStandardOutput = STANDARD_OUTPUT.equals(samples);
    ResultView shown = view();
    AnalysisPlan plan = plan();
    if (samples != null) {
      plan =
          plan.withSamples(
              toStandardOutput ? console.rawOut() : results.open("--samples", Path.of(samples)));
    }
    List<StreamSink> sinks = new ArrayList<>();
    if (hlog != null) {
      sinks.add(new StreamSink(results.open("--hlog", hlog), new HistogramLogLines()));
    }
    if (jsonl != null) {
      sinks.add(
          new StreamSink(results.open("--jsonl", jsonl), new JsonLines(OutputFormat.PERCENTILES)));
    }
    for (StreamSink sink : sinks) {
      plan = plan.with(sink).every(interval);
    }
    OutputStream page = html == null ? null : results.open("--html", html);
    ReportRecorder recorder = new ReportRecorder(plan.services());
    if (page != null) {
      plan = plan.heardBy(recorder).withConnections();
    }
    Analysis analysis = new Analysis(plan.watchedBy(progress()));
    stop.onRequest(analysis::stop);
    try {
      analysis.run();
    } catch (IOException e) {
      if (!toStandardOutput) {
        throw e;
      }
      // The reader has closed the pipe, as in "rttd analyze --samples - FILE | head". Or the disk
      // is full: the console keeps the error, and the exit code reports it.
      return ExitCode.DONE;
    } finally {
      console.status().ifPresent(StatusLine::clear);
    }
    for (StreamSink sink : sinks) {
      if (sink.fault().isPresent()) {
        throw sink.fault().get();
      }
    }
    AnalysisSummary summary = analysis.summary();
    if (page != null) {
      HtmlReport.of(ReportSource.of(summary, recorder, local.isAuto()))
          .write(new OutputStreamWriter(page, StandardCharsets.UTF_8));
    }
    boolean unreadable =
        !summary.damages().isEmpty() && summary.frames(CaptureCounter.PACKETS) == 0;
    if (!toStandardOutput && !(unreadable && format == OutputFormat.TABLE)) {
      format.print(summary, shown, console.out());
      console.out().flush();
    }
    return conclude(summary);
  }

  /** A progress bar, if there is a terminal and --samples does not write to it. */
  private Consumer<Progress> progress() {
    return console
        .status()
        .filter(terminal -> !STANDARD_OUTPUT.equals(samples))
        .<Consumer<Progress>>map(terminal -> new ProgressBar(terminal, System::nanoTime))
        .orElse(progress -> {});
  }

  private int explain(OrderlyStop stop) throws CaptureException, IOException {
    if (samples != null || hlog != null || jsonl != null || html != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--explain covers one flow; it cannot be combined with --samples, --hlog, --jsonl or"
              + " --html");
    }
    FlowExplainer explainer =
        new FlowExplainer(explained, line -> console.out().print(line + "\n"));
    Analysis analysis = new Analysis(plan().explainedBy(explainer));
    stop.onRequest(analysis::stop);
    analysis.run();
    console.out().flush();
    List<Damage> damages = analysis.summary().damages();
    damages.forEach(damage -> console.err().println("rttd: " + damage));
    analysis.summary().notes().forEach(note -> console.err().println("rttd: " + note));
    if (!explainer.hasSeenTheFlow()) {
      console.err().println("rttd: no segment of the flow " + explained.a() + "-" + explained.b());
    }
    return explainer.hasSeenTheFlow() && damages.isEmpty()
        ? ExitCode.DONE
        : ExitCode.NOTHING_OR_LOST;
  }

  private AnalysisPlan plan() {
    AnalysisPlan plan =
        AnalysisPlan.of(files, local.timedEnds()).merged(merge).choosing(choice.frames());
    if (follow
        && (files.size() > 1 || merge || explained != null || hlog != null || jsonl != null)) {
      throw new ParameterException(
          spec.commandLine(), "--follow reads one file, without --explain, --hlog or --jsonl");
    }
    plan = follow ? plan.followedBy(this::refresh) : plan;
    plan = plan.naming(view.ports());
    plan = view.needsConnections() ? plan.withConnections() : plan;
    return memory == null ? plan : plan.within(memoryThatFits());
  }

  private ResultView view() {
    return view.view(format, console.columns(ResultView.DEFAULT_WIDTH));
  }

  private void refresh(AnalysisSummary summary) {
    if (console.isTerminal() && samples == null) {
      console.out().print("\u001b[H\u001b[2J");
      format.print(summary, view(), console.out());
      console.out().flush();
    }
  }

  private long memoryThatFits() {
    long most = AnalysisMemory.mostBytes(Runtime.getRuntime().maxMemory());
    if (memory > most) {
      throw new ParameterException(
          spec.commandLine(),
          "--memory: a Java heap of this size can serve %d MB at most; raise it with RTTD_JAVA_OPTS=-Xmx%dg"
              .formatted(most >> 20, Math.max(1, (memory >> 33) + 1)));
    }
    return memory;
  }

  private int conclude(AnalysisSummary summary) {
    summary.damages().forEach(damage -> console.err().println("rttd: " + damage));
    summary.notes().forEach(note -> console.err().println("rttd: " + note));
    if (summary.totals().samples() == 0) {
      console.err().println("rttd: nothing was measured" + hint(summary));
    }
    summary.findings().forEach(finding -> console.err().println("rttd: " + finding));
    return summary.totals().samples() == 0 || !summary.damages().isEmpty()
        ? ExitCode.NOTHING_OR_LOST
        : ExitCode.DONE;
  }

  private String hint(AnalysisSummary summary) {
    if (summary.leftOut() > 0 && summary.frames(CaptureCounter.PACKETS) == 0) {
      return "; --filter, --from, --to and --interface left out all %d packets"
          .formatted(summary.leftOut());
    }
    return local.isAuto() ? "" : "; do the --local addresses send any TCP data?";
  }

  static void requireReadable(Path file) throws CaptureException {
    if (file.toString().equals(CaptureFiles.STANDARD_INPUT)) {
      return;
    }
    if (!Files.exists(file)) {
      throw new CaptureException(Reason.NOT_FOUND, "no such file: " + file);
    }
    if (Files.isDirectory(file)) {
      throw new CaptureException(Reason.NOT_FOUND, file + " is a directory, not a capture file");
    }
    if (!Files.isReadable(file)) {
      throw new CaptureException(
          Reason.NO_PERMISSION,
          file + ": this user may not read it; grant access with: chmod o+r " + file);
    }
  }
}
