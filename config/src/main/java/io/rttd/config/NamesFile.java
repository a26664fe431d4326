package io.rttd.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file that {@code names_file} names, which gives addresses their names. Each line has a
 * CIDR block, or a single address, and a name; blank lines and comments after {@code #} are
 * skipped. Stateless.
 */
public final class NamesFile {
  /** Largest file that is read. */
  static final int MOST_BYTES = 16 << 20;

  /** Number of networks that may have a name. */
  static final int MOST_NAMES = 200_000;

  private static final int MOST_FAULTS = 1000;
  private static final String ALLOWED = "; allowed: a CIDR block or an address, and a name";
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?<network>[^\\s#]\\S*)(?:\\s+(?<name>[^\\s#]\\S*))?\\s*(?<rest>.*)",
          Pattern.DOTALL);

  private final NetworkNames.Builder names = new NetworkNames.Builder();
  private final Faults faults;
  private int count;

  private NamesFile(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all faults, up to 1000 of them
   */
  public static NetworkNames read(Path file) throws ConfigException {
    Faults faults = new Faults(file.toString());
    Optional<String> text =
        TextFile.load(file, MOST_BYTES, "is larger than " + (MOST_BYTES >> 20) + " MiB", faults);
    faults.throwIfAny();
    return new NamesFile(faults).parse(text.orElse(""));
  }

  private NetworkNames parse(String text) throws ConfigException {
    int number = 0;
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    while (start < text.length() && faults.count() < MOST_FAULTS && count <= MOST_NAMES) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      parseLine(++number, text.substring(start, end));
      start = end + 1;
    }
    if (count > MOST_NAMES) {
      faults.ofFile("names more than " + MOST_NAMES + " networks");
    } else if (start < text.length()) {
      faults.ofFile("has too many faults; the lines after " + number + " were not read");
    }
    faults.throwIfAny();
    return names.build();
  }

  private void parseLine(int number, String line) {
    Matcher fields = LINE.matcher(line.stripTrailing());
    if (!fields.matches()) {
      return; // Blank, or a comment.
    }
    String rest = fields.group("rest");
    if (fields.group("name") == null) {
      faultAt(number, fields, "network", "has no name");
    } else if (!rest.isEmpty() && !rest.startsWith("#")) {
      faultAt(number, fields, "rest", "comes after the name, which is one word");
    } else {
      parseFields(number, fields);
    }
  }

  private void parseFields(int number, Matcher fields) {
    Optional<Cidr> network = read(number, fields, "network", ValueSyntax::network);
    Optional<String> name = read(number, fields, "name", ValueSyntax::groupName);
    if (network.isPresent() && name.isPresent()) {
      count++;
      names
          .add(network.get(), name.get())
          .filter(known -> !known.equals(name.get()))
          .ifPresent(
              known ->
                  faultAt(
                      number,
                      fields,
                      "network",
                      "is also named " + Faults.printable(known) + " on an earlier line"));
    }
  }

  private <T> Optional<T> read(int number, Matcher fields, String field, ValueSyntax<T> syntax) {
    try {
      return Optional.of(syntax.read(fields.group(field)));
    } catch (IllegalArgumentException e) {
      faultAt(number, fields, field, e.getMessage());
      return Optional.empty();
    }
  }

  private void faultAt(int number, Matcher fields, String field, String problem) {
    faults.at(
        number,
        fields.start(field) + 1,
        "",
        Faults.printable(fields.group(field)),
        problem + ALLOWED);
  }
}
