package io.rttd.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.console.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages' flags are those that the commands take. */
class DocumentedFlagsTest {
  private static final Path ROOT = Path.of("..");

  /** {@code rttd COMMAND …} up to the end of the line, the code or the pipe. */
  private static final Pattern CALL = Pattern.compile("\\brttd ([a-z]+)((?: [^|`\\n#;]*)?)");

  private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--?[a-zA-Z][\\w-]*");

  private final Map<String, CommandLine> commands =
      RttdCommand.commandLine(
              new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false))
          .getSubcommands();

  @Test
  void shouldMakeOnlyTheCommandThatIsNamedFirst() {
    Console console =
        new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false);

    commands.keySet().stream()
        .filter(name -> !name.equals("help"))
        .forEach(
            name ->
                assertThat(RttdCommand.commandLine(console, List.of(name, "x")).getSubcommands())
                    .containsOnlyKeys(name));
    assertThat(RttdCommand.commandLine(console, List.of("help", "run")).getSubcommands())
        .containsOnlyKeys(commands.keySet().toArray(String[]::new));
  }

  @Test
  void shouldListTheFlagsOfAnalyze() throws IOException {
    List<String> listed =
        Pattern.compile("(?m)^\\| `(--[^`]*)` \\|")
            .matcher(Files.readString(ROOT.resolve("docs/analyze.md")))
            .results()
            .map(row -> row.group(1).replace("\\|", "|"))
            .toList();

    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            flags("analyze").map(DocumentedFlagsTest::written).toList());
  }

  /** When this fails, copy the expected rows into the page. */
  @Test
  void shouldListTheFlagsOfTheOtherCommands() throws IOException {
    List<String> listed =
        Files.readAllLines(ROOT.resolve("docs/operations.md")).stream()
            .filter(line -> line.startsWith("| `rttd "))
            .toList();
    List<String> expected = new ArrayList<>();
    for (String command : new TreeSet<>(commands.keySet())) {
      if (!command.equals("analyze")) {
        flags(command).forEach(option -> expected.add(row(command, option)));
      }
    }

    assertThat(listed).containsExactlyElementsOf(expected);
  }

  @Test
  void shouldShowCallsOnlyWithFlagsThatThereAre() throws IOException {
    int calls = 0;
    List<String> wrong = new ArrayList<>();
    for (Path page : pages()) {
      Matcher call = CALL.matcher(Files.readString(page));
      while (call.find()) {
        CommandLine command = commands.get(call.group(1));
        if (command == null) {
          continue; // A sentence, not a call.
        }
        calls++;
        Matcher flag = FLAG.matcher(call.group(2));
        while (flag.find()) {
          if (command.getCommandSpec().findOption(flag.group()) == null) {
            wrong.add(page.getFileName() + ": " + call.group().strip() + ": " + flag.group());
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(calls).isGreaterThan(20);
  }

  private Stream<OptionSpec> flags(String command) {
    return commands.get(command).getCommandSpec().options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp());
  }

  private static String written(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + " " + option.paramLabel();
  }

  private static String row(String command, OptionSpec option) {
    String meaning =
        Arrays.stream(option.description())
            .map(line -> line.replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())))
            .map(line -> line.replace("|", "\\|"))
            .collect(Collectors.joining(" "));
    return "| `rttd %s` | `%s` | %s |".formatted(command, written(option), meaning);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (DirectoryStream<Path> docs = Files.newDirectoryStream(ROOT.resolve("docs"), "*.md")) {
      docs.forEach(pages::add);
    }
    return pages;
  }
}
