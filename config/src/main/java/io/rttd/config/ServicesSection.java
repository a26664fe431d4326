package io.rttd.config;

import io.rttd.config.ServicesConfig.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code services}: the word {@code auto}, or a mapping of ports to names. */
final class ServicesSection {
  private static final String KEY = "services";
  private static final String AUTO = "auto";
  private static final int MOST_RANGES = 1000;
  private static final int MOST_NAME_CHARACTERS = 50;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,49}");
  private static final Pattern PORTS = Pattern.compile("([0-9]{1,9})(?:\\s*-\\s*([0-9]{1,9}))?");

  private final SectionReader section;
  private final List<PortRange> ranges = new ArrayList<>();
  private boolean auto;

  ServicesSection(SectionReader section) {
    this.section = section;
  }

  ServicesConfig read() {
    if (section.isMapping(KEY)) {
      section.readEntries(KEY, this::valueOf);
      if (ranges.size() > MOST_RANGES) {
        section.fault(KEY, "has " + ranges.size() + " entries");
      }
    } else {
      auto = section.read(KEY, ServicesSection::auto, false);
    }
    return new ServicesConfig(auto, ranges);
  }

  private static boolean auto(String text) {
    if (!text.equals(AUTO)) {
      throw new IllegalArgumentException("is neither a mapping nor auto" + advice(text));
    }
    return true;
  }

  /** The syntax of an entry's value. */
  private ValueSyntax<?> valueOf(String key) {
    if (key.equals(AUTO)) {
      return text -> auto = ValueSyntax.flag(text);
    }
    Matcher matcher = PORTS.matcher(key);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is not a port, a range such as 8080-8089, or auto" + advice(key));
    }
    int first = port(matcher.group(1));
    int last = matcher.group(2) == null ? first : port(matcher.group(2));
    if (last < first) {
      throw new IllegalArgumentException("ends before it starts");
    }
    return name -> ranges.add(distinct(new PortRange(first, last, serviceName(name))));
  }

  private static int port(String text) {
    long port = Long.parseLong(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("is out of range");
    }
    return (int) port;
  }

  private PortRange distinct(PortRange range) {
    Optional<PortRange> other = ranges.stream().filter(range::overlaps).findFirst();
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "overlaps " + other.get().text() + " (" + other.get().name() + ")");
    }
    return range;
  }

  private static String serviceName(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          text.length() > MOST_NAME_CHARACTERS
              ? "is longer than " + MOST_NAME_CHARACTERS + " characters"
              : "is not a name of letters, digits, _, ., @ and -");
    }
    return text;
  }

  private static String advice(String text) {
    return Spelling.nearest(text, Stream.of(AUTO))
        .map(meant -> "; did you mean " + meant + "?")
        .orElse("");
  }
}
