package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.TimedEnds;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.Cidr;
import io.rttd.daemon.analyze.Analysis;
import io.rttd.daemon.analyze.AnalysisSummary;
import io.rttd.daemon.analyze.AnalysisSummary.Damage;
import io.rttd.daemon.analyze.OutputFormat;
import io.rttd.daemon.console.Console;
import io.rttd.daemon.explain.FlowExplainer;
import io.rttd.daemon.explain.FlowSelector;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code rttd analyze}: measures capture files. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Measure capture files (pcap, pcapng): a table with a line a pair, in milliseconds.",
      "Several files are read one after the other, as if they were one."
    })
final class AnalyzeCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Capture files; - is standard input.")
  private List<Path> files;

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      description =
          "Write a tab-separated line a verdict; - writes them to standard output, and nothing"
              + " else.")
  private String samples;

  @Option(
      names = "--local",
      paramLabel = "ADDR|CIDR",
      converter = CidrConverter.class,
      description =
          "What is local: only what it sends is timed. Repeatable. Without it, both directions"
              + " are.")
  private List<Cidr> local = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = FormatConverter.class,
      description =
          "What standard output gets: table, json, csv, or hgrm, which is HdrHistogram's percentile"
              + " distribution, two sections a pair.")
  private OutputFormat format;

  @Option(
      names = "--explain",
      paramLabel = "A:PORT-B:PORT",
      converter = FlowConverter.class,
      description =
          "Instead of the table, tell the life of each segment of one flow: when it was sent, what"
              + " acknowledged it, its verdict and why. IPv6 addresses stand in brackets.")
  private FlowSelector explained;

  AnalyzeCommand(Console console) {
    this.console = console;
  }

  /** Says what is wrong with an address, as the configuration does. */
  static final class CidrConverter implements ITypeConverter<Cidr> {
    @Override
    public Cidr convert(String text) {
      try {
        return Cidr.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' " + e.getMessage());
      }
    }
  }

  /** Says which formats there are. */
  static final class FormatConverter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      for (OutputFormat format : OutputFormat.values()) {
        if (format.toString().equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is none of " + Arrays.toString(OutputFormat.values()));
    }
  }

  /** Says what a flow looks like when one does not. */
  static final class FlowConverter implements ITypeConverter<FlowSelector> {
    @Override
    public FlowSelector convert(String text) {
      try {
        return FlowSelector.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws CaptureException, IOException {
    for (Path file : files) {
      requireReadable(file);
    }
    if (explained != null) {
      return explain();
    }
    refuseToOverwriteAnInput();
    if (STANDARD_OUTPUT.equals(samples)) {
      return samplesToStandardOutput();
    }
    Analysis analysis;
    if (samples == null) {
      analysis = analyze(Optional.empty());
    } else {
      try (OutputStream file = Files.newOutputStream(Path.of(samples))) {
        analysis = analyze(Optional.of(file));
      }
    }
    AnalysisSummary summary = analysis.summary();
    format.print(summary, console.out());
    console.out().flush();
    return conclude(summary);
  }

  private void refuseToOverwriteAnInput() throws IOException {
    if (samples == null || STANDARD_OUTPUT.equals(samples) || !Files.exists(Path.of(samples))) {
      return;
    }
    for (Path file : files) {
      if (Files.exists(file) && Files.isSameFile(file, Path.of(samples))) {
        throw new ParameterException(
            spec.commandLine(),
            "--samples " + samples + " would overwrite the capture that is to be analysed");
      }
    }
  }

  private int explain() throws IOException {
    if (samples != null) {
      throw new ParameterException(
          spec.commandLine(), "--explain tells of one flow, --samples of all: give one of them");
    }
    FlowExplainer explainer =
        new FlowExplainer(explained, line -> console.out().print(line + "\n"));
    Analysis analysis = new Analysis(files, timedEnds(), Optional.empty(), Optional.of(explainer));
    analysis.run();
    console.out().flush();
    List<Damage> damages = analysis.summary().damages();
    damages.forEach(damage -> console.err().println("rttd: " + damage));
    if (!explainer.hasSeenTheFlow()) {
      console.err().println("rttd: no segment of the flow " + explained.a() + "-" + explained.b());
    }
    return explainer.hasSeenTheFlow() && damages.isEmpty()
        ? ExitCode.DONE
        : ExitCode.NOTHING_OR_LOST;
  }

  private int samplesToStandardOutput() throws IOException {
    Analysis analysis =
        new Analysis(files, timedEnds(), Optional.of(console.rawOut()), Optional.empty());
    try {
      analysis.run();
    } catch (IOException e) {
      if (!"Broken pipe".equals(e.getMessage())) {
        throw e;
      }
      // Whoever read them has seen enough, as in "rttd analyze --samples - FILE | head".
      return ExitCode.DONE;
    }
    return conclude(analysis.summary());
  }

  private Analysis analyze(Optional<OutputStream> samplesOut) throws IOException {
    Analysis analysis = new Analysis(files, timedEnds(), samplesOut, Optional.empty());
    analysis.run();
    return analysis;
  }

  private TimedEnds timedEnds() {
    return local.isEmpty()
        ? TimedEnds.bothEnds()
        : TimedEnds.host(new LocalNetworks(List.of(), local));
  }

  private int conclude(AnalysisSummary summary) {
    summary.damages().forEach(damage -> console.err().println("rttd: " + damage));
    if (summary.totals().samples() == 0) {
      console.err().println("rttd: nothing was measured" + hint());
    }
    return summary.totals().samples() == 0 || !summary.damages().isEmpty()
        ? ExitCode.NOTHING_OR_LOST
        : ExitCode.DONE;
  }

  private String hint() {
    return local.isEmpty() ? "" : "; is what --local names the sender of any TCP data?";
  }

  private static void requireReadable(Path file) throws CaptureException {
    if (file.toString().equals(CaptureFiles.STANDARD_INPUT)) {
      return;
    }
    if (!Files.exists(file)) {
      throw new CaptureException(Reason.NOT_FOUND, "there is no file " + file);
    }
    if (Files.isDirectory(file)) {
      throw new CaptureException(Reason.NOT_FOUND, file + " is a directory, not a capture file");
    }
    if (!Files.isReadable(file)) {
      throw new CaptureException(
          Reason.NO_PERMISSION,
          file + " may not be read by this user; grant it with: chmod o+r " + file);
    }
  }
}
