package io.rttd.daemon.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One metric as it travels to DogStatsD: {@code name:value[:value…]|type[|@rate][|#tag,tag…]}.
 * Fields of later versions of the protocol (container, timestamp) are skipped.
 *
 * @param name the metric
 * @param values at least one
 * @param type {@code g}, {@code c}, {@code d}, {@code h}, {@code ms} or {@code s}
 * @param sampleRate 1 unless the line says otherwise
 * @param tags as sent
 */
public record DogStatsDLine(
    String name, List<Double> values, String type, double sampleRate, List<String> tags) {

  /** Copies the lists. */
  public DogStatsDLine {
    values = List.copyOf(values);
    tags = List.copyOf(tags);
  }

  /** Reads one line; empty when it is not a metric (an event, a service check, nonsense). */
  public static Optional<DogStatsDLine> parse(String line) {
    List<String> fields = split(line, '|');
    int colon = fields.get(0).indexOf(':');
    if (fields.size() < 2 || colon <= 0 || line.startsWith("_")) {
      return Optional.empty();
    }
    double sampleRate = 1;
    List<String> tags = List.of();
    List<Double> values = new ArrayList<>();
    try {
      for (String value : split(fields.get(0).substring(colon + 1), ':')) {
        values.add(Double.parseDouble(value));
      }
      for (String field : fields.subList(2, fields.size())) {
        if (field.startsWith("@")) {
          sampleRate = Double.parseDouble(field.substring(1));
        } else if (field.startsWith("#")) {
          tags = split(field.substring(1), ',');
        }
      }
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    String name = fields.get(0).substring(0, colon);
    return Optional.of(new DogStatsDLine(name, values, fields.get(1), sampleRate, tags));
  }

  /** The value of the first tag of that key, e.g. {@code dst}. */
  public Optional<String> tag(String key) {
    return tags.stream()
        .filter(tag -> tag.startsWith(key + ":"))
        .map(tag -> tag.substring(key.length() + 1))
        .findFirst();
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = text.indexOf(separator); i >= 0; i = text.indexOf(separator, start)) {
      parts.add(text.substring(start, i));
      start = i + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }
}
