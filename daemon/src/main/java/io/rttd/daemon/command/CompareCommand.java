package io.rttd.daemon.command;

import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.ProgressBar;
import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.StatusLine;
import io.rttd.capture.CaptureException;
import io.rttd.compare.CaptureInput;
import io.rttd.compare.Comparison;
import io.rttd.compare.ComparisonFormat;
import io.rttd.compare.ComparisonPage;
import io.rttd.compare.Criterion;
import io.rttd.compare.Grouping;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rttd compare}: is it better than yesterday? */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compare two captures: RTT, path RTT, response times and retransmits before and",
      "after, how large each difference is, and whether it is more than chance."
    },
    footer = {
      "",
      "Exit codes: 0 success; 1 a capture is damaged, nothing could be compared, or a",
      "            limit cannot be decided; 2 usage; 3 no permission; 4 a limit of",
      "            --fail-if is exceeded."
    })
final class CompareCommand implements Callable<Integer> {
  private static final int US_DIGITS = 3;

  private final Console console;

  @Spec private CommandSpec spec;

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
      names = "--html",
      paramLabel = "FILE",
      description = "Write a self-contained HTML page with the differences and charts of both.")
  private Path html;

  @Option(
      names = "--negligible",
      paramLabel = "TIME",
      defaultValue = "50us",
      converter = CompareConverters.OfTime.class,
      description =
          "Claim no difference in times up to this: identical setups differ by as much from run"
              + " to run (default: ${DEFAULT-VALUE}).")
  private Duration negligible;

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
    limits.forEach(this::requireClaimable);
    AnalyzeCommand.requireReadable(before);
    AnalyzeCommand.requireReadable(after);
    try (ResultFiles results = new ResultFiles(spec.commandLine(), List.of(before, after))) {
      return compare(html == null ? null : results.open("--html", html));
    }
  }

  /** A rise that exceeds such a limit, but is negligible, would go unnoticed. */
  private void requireClaimable(Criterion limit) {
    if (limit.isBelow(negligible)) {
      throw new ParameterException(
          spec.commandLine(),
          "--fail-if '%s' is below --negligible (%s us), and smaller rises are never claimed; raise the limit or lower --negligible"
              .formatted(
                  limit.text(),
                  BigDecimal.valueOf(negligible.toNanos(), US_DIGITS)
                      .stripTrailingZeros()
                      .toPlainString()));
    }
  }

  private int compare(OutputStream page) throws CaptureException, IOException {
    CaptureInput first = read(before, "before");
    CaptureInput second = read(after, "after");
    Comparison comparison =
        Comparison.of(first.figures(), second.figures(), Optional.ofNullable(by), seed, negligible);
    if (page != null) {
      ComparisonPage.write(
          comparison, first, second, new OutputStreamWriter(page, StandardCharsets.UTF_8));
    }
    List<Comparison.Outcome> outcomes = limits.stream().map(comparison::judge).toList();
    format.print(comparison, outcomes, console.out());
    console.out().flush();
    List<String> losses = Stream.concat(first.losses().stream(), second.losses().stream()).toList();
    losses.forEach(loss -> console.err().println("rttd: " + loss));
    if (comparison.groups().isEmpty()) {
      console
          .err()
          .println(
              "rttd: the captures have nothing in common to compare by " + comparison.grouping());
    }
    if (outcomes.stream().anyMatch(Comparison.Outcome::isExceeded)) {
      return ExitCode.DIFFERENCE;
    }
    return losses.isEmpty()
            && !comparison.groups().isEmpty()
            && outcomes.stream().noneMatch(Comparison.Outcome::isUndecided)
        ? ExitCode.DONE
        : ExitCode.NOTHING_OR_LOST;
  }

  private CaptureInput read(Path file, String title) throws CaptureException, IOException {
    try {
      return CaptureInput.read(file, title, html != null, progress());
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
