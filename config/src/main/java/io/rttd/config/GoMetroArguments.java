package io.rttd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * go-metro's command line, {@code -cfg=FILE -log=FILE -f BPF -st}, as arguments of {@code rttd
 * run}.
 *
 * <p>Flags have the syntax of Go's flag package: one dash or two, the value after {@code =} or as
 * the next argument, {@code -st} alone or with {@code =true} or {@code =false}. Without {@code
 * -cfg} go-metro's own default file is read.
 */
public final class GoMetroArguments {
  private static final String DEFAULT_CONFIG = "/etc/dd-agent/checks.d/go-metro.yaml";
  private static final Pattern FLAG =
      Pattern.compile("--?(cfg|log|f|st)(?:=(.*))?", Pattern.DOTALL);

  private static final Pattern MISPLACED = Pattern.compile("-cfg(=.*)?", Pattern.DOTALL);

  private GoMetroArguments() {}

  /**
   * Detects go-metro's {@code -cfg} after a command, which rttd would read as {@code -c} with a
   * file {@code fg…}.
   */
  public static Optional<String> misplaced(List<String> arguments) {
    if (arguments.isEmpty() || FLAG.matcher(arguments.get(0)).matches()) {
      return Optional.empty();
    }
    return arguments.stream()
        .filter(argument -> MISPLACED.matcher(argument).matches())
        .findFirst()
        .map(
            argument ->
                argument
                    + ": give go-metro's flags without a command (rttd -cfg=FILE), or use rttd's own -c"
                    + " FILE");
  }

  /**
   * The arguments for {@code rttd}, or empty when these are not go-metro's. Arguments that go-metro
   * does not know are passed on unchanged, so that the command's parser rejects them.
   */
  public static Optional<List<String>> translate(List<String> arguments) {
    if (arguments.isEmpty() || !FLAG.matcher(arguments.get(0)).matches()) {
      return Optional.empty();
    }
    List<String> translated = new ArrayList<>(List.of("run", "--go-metro"));
    String config = DEFAULT_CONFIG;
    for (int i = 0; i < arguments.size(); i++) {
      Matcher flag = FLAG.matcher(arguments.get(i));
      if (!flag.matches()) {
        translated.add(arguments.get(i));
        continue;
      }
      String name = flag.group(1);
      if (name.equals("st")) {
        // It made go-metro smooth its averages; rttd's averages are means of the interval, without
        // such a
        // choice.
        continue;
      }
      String value = flag.group(2);
      if (value == null && i + 1 < arguments.size()) {
        value = arguments.get(++i);
      }
      if (name.equals("cfg") && value != null) {
        config = value;
      } else {
        translated.add(name.equals("cfg") ? "--config" : name.equals("log") ? "--log" : "--filter");
        if (value != null) {
          translated.add(value);
        }
      }
    }
    if (!translated.contains("--config")) {
      translated.add("--config");
      translated.add(config);
    }
    return Optional.of(List.copyOf(translated));
  }
}
