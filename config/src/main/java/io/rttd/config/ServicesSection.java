package io.rttd.config;

import io.rttd.config.ServicesConfig.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code services}: the word {@code auto}, or a mapping of ports to names. */
final class ServicesSection {
  private static final String KEY = "services";
  private static final String AUTO = "auto";
  private static final int MOST_RANGES = 1000;

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
    if (!PortRange.isPorts(key)) {
      throw new IllegalArgumentException(
          "is not a port, a range such as 8080-8089, or auto" + advice(key));
    }
    PortRange range = PortRange.parse(key);
    return name -> ranges.add(distinct(range.called(name)));
  }

  private PortRange distinct(PortRange range) {
    Optional<PortRange> other = ranges.stream().filter(range::overlaps).findFirst();
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "overlaps " + other.get().text() + " (" + other.get().name() + ")");
    }
    return range;
  }

  private static String advice(String text) {
    return Spelling.nearest(text, Stream.of(AUTO))
        .map(meant -> "; did you mean " + meant + "?")
        .orElse("");
  }
}
