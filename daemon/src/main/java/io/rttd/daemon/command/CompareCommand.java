package io.rttd.daemon.command;

import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.ProgressBar;
import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.StatusLine;
import io.rttd.capture.CaptureException;
import io.rttd.compare.CaptureInput;
import io.rttd.compare.Comparison;
import io.rttd.compare.ComparisonFormat;
import io.rttd.compare.Criterion;
import io.rttd.compare.Grouping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rttd compare}: is it better than yesterday? */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare two captures: RTT, path RTT, response times and retransmits, before and after, each",
      "difference with a 95 % interval, and which differences are more than chance."
    },
    footer = {
      "",
      "Exit codes: 0 success; 1 a capture is damaged, nothing could be compared or a limit not be",
      "            decided; 2 usage; 3 no permission; 4 a limit of --fail-if is exceeded."
    })
final class CompareCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description =
          "A capture file, or what rttd analyze --by connection --format json wrote of one.")
  private Path before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "Another one.")
  private Path after;

  @Option(
      names = "--by",
      paramLabel = "GROUPING",
      converter = CompareConverters.OfGrouping.class,
      description =
          "What to compare with its counterpart: pair, service or all. Default: the finest that"
              + " has enough connections in both captures.")
  private Grouping by;

  @Option(
      names = "--fail-if",
      paramLabel = "LIMIT",
      converter = CompareConverters.OfCriterion.class,
      description =
          "Exit with 4 if a significant difference exceeds this limit, for example 'p99 > +2 ms'"
              + " or 'retransmits > +1 pp'. Repeatable.")
  private List<Criterion> limits = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      converter = CompareConverters.OfFormat.class,
      description = "Format of standard output: text or json (default: ${DEFAULT-VALUE}).")
  private ComparisonFormat format;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "Seed of the resampling (default: ${DEFAULT-VALUE}).")
  private long seed;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CaptureException, IOException {
    CaptureInput first = read(before);
    CaptureInput second = read(after);
    Comparison comparison =
        Comparison.of(first.figures(), second.figures(), Optional.ofNullable(by), seed);
    List<Comparison.Verdict> verdicts = limits.stream().map(comparison::judge).toList();
    format.print(comparison, verdicts, console.out());
    console.out().flush();
    List<String> losses = Stream.concat(first.losses().stream(), second.losses().stream()).toList();
    losses.forEach(loss -> console.err().println("rttd: " + loss));
    if (comparison.groups().isEmpty()) {
      console
          .err()
          .println(
              "rttd: the captures have nothing in common to compare by " + comparison.grouping());
    }
    if (verdicts.stream().anyMatch(Comparison.Verdict::isExceeded)) {
      return ExitCode.DIFFERENCE;
    }
    return losses.isEmpty()
            && !comparison.groups().isEmpty()
            && verdicts.stream().noneMatch(Comparison.Verdict::isUndecided)
        ? ExitCode.DONE
        : ExitCode.NOTHING_OR_LOST;
  }

  private CaptureInput read(Path file) throws CaptureException, IOException {
    AnalyzeCommand.requireReadable(file);
    try {
      return CaptureInput.read(file, progress());
    } finally {
      console.status().ifPresent(StatusLine::clear);
    }
  }

  private Consumer<Progress> progress() {
    return console
        .status()
        .<Consumer<Progress>>map(terminal -> new ProgressBar(terminal, System::nanoTime))
        .orElse(progress -> {});
  }
}
