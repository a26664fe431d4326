package io.rttd.testbed.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A line that {@link LineLog} wrote.
 *
 * @param arrivedMs when it arrived, ms since the epoch
 * @param name of the metric
 * @param value its first value
 * @param tags all its tags
 * @param stampS its timestamp, s since the epoch; -1 if it has none and its arrival time counts
 */
record ArrivedLine(long arrivedMs, String name, double value, List<String> tags, long stampS) {
  static ArrivedLine parse(String logged) {
    int space = logged.indexOf(' ');
    String[] parts = logged.substring(space + 1).split("\\|", -1);
    int colon = parts[0].indexOf(':');
    List<String> tags = List.of();
    long stamp = -1;
    for (String part : parts) {
      if (part.startsWith("#")) {
        tags = Arrays.asList(part.substring(1).split(",", -1));
      } else if (part.startsWith("T")) {
        stamp = Long.parseLong(part.substring(1));
      }
    }
    String values = parts[0].substring(colon + 1);
    return new ArrivedLine(
        Long.parseLong(logged.substring(0, space)),
        parts[0].substring(0, colon),
        Double.parseDouble(values.split(":", -1)[0]),
        tags,
        stamp);
  }

  /** All complete lines of a file. */
  static List<ArrivedLine> read(Path file) {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(ArrivedLine::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sum of a metric's values. */
  static double sum(List<ArrivedLine> lines, String name) {
    return lines.stream()
        .filter(line -> line.name().equals(name))
        .mapToDouble(ArrivedLine::value)
        .sum();
  }

  /** The second it belongs to. */
  long second() {
    return stampS < 0 ? arrivedMs / 1000 : stampS;
  }

  /** A tag's value; "" if the tag is missing. */
  String tag(String key) {
    return tags.stream()
        .filter(tag -> tag.startsWith(key + ":"))
        .map(tag -> tag.substring(key.length() + 1))
        .findFirst()
        .orElse("");
  }
}
