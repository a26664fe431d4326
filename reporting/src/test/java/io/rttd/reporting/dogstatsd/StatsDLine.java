package io.rttd.reporting.dogstatsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line of a DogStatsD datagram (protocol 1.0 to 1.4), read strictly: {@code
 * name:value[:value...]|type[|@rate][|#tag,tag...][|c:..][|e:..][|card:..][|Tseconds]}.
 *
 * @param name the metric
 * @param values one or more
 * @param type {@code g}, {@code c} or {@code d}
 * @param rate the sample rate, 1 when there is none
 * @param tags in the order of the wire
 * @param seconds the timestamp, s since the epoch; 0 when there is none
 */
public record StatsDLine(
    String name, List<Double> values, String type, double rate, List<String> tags, long seconds) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.]{0,199}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
  private static final Pattern RATE = Pattern.compile("[01]\\.\\d{6}");
  private static final Pattern TAG =
      Pattern.compile("\\p{L}[\\p{L}\\p{N}_\\-:./]*[\\p{L}\\p{N}_\\-./]");

  /**
   * Reads a line, without its newline.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public static StatsDLine parse(String line) {
    int colon = line.indexOf(':');
    require(colon > 0 && NAME.matcher(line.substring(0, colon)).matches(), "bad name", line);
    String[] fields = line.substring(colon + 1).split("\\|", -1);
    require(fields.length >= 2, "no type", line);
    List<Double> values = new ArrayList<>();
    for (String value : fields[0].split(":", -1)) {
      require(NUMBER.matcher(value).matches(), "bad value " + value, line);
      values.add(Double.valueOf(value));
    }
    require(Set.of("g", "c", "d").contains(fields[1]), "unexpected type " + fields[1], line);
    double rate = 1;
    long seconds = 0;
    List<String> tags = List.of();
    Set<Character> seen = new HashSet<>();
    for (String field : Arrays.asList(fields).subList(2, fields.length)) {
      require(!field.isEmpty() && seen.add(field.charAt(0)), "empty or repeated field", line);
      switch (field.charAt(0)) {
        case '@' -> rate = rate(field.substring(1), line);
        case '#' -> tags = tags(field.substring(1), line);
        case 'T' -> {
          require(field.matches("T[0-9]{1,12}"), "bad timestamp", line);
          require(!fields[1].equals("d"), "timestamp on a distribution", line);
          seconds = Long.parseLong(field.substring(1));
        }
        case 'c', 'e' -> require(field.length() > 1, "empty field", line);
        default -> require(false, "unknown field " + field, line);
      }
    }
    return new StatsDLine(
        line.substring(0, colon), List.copyOf(values), fields[1], rate, tags, seconds);
  }

  /** How many equal values each value stands for, as the Agent computes it. */
  public long weight() {
    return (long) (1 / rate);
  }

  /** The line's only value. */
  public double value() {
    if (values.size() != 1) {
      throw new IllegalStateException("not a single value: " + this);
    }
    return values.get(0);
  }

  /** The value of a tag, or null. */
  public String tag(String key) {
    return tags.stream()
        .filter(tag -> tag.startsWith(key + ":"))
        .map(tag -> tag.substring(key.length() + 1))
        .findFirst()
        .orElse(null);
  }

  private static double rate(String text, String line) {
    require(RATE.matcher(text).matches(), "bad rate", line);
    double rate = Double.parseDouble(text);
    require(rate > 0 && rate <= 1, "bad rate", line);
    return rate;
  }

  private static List<String> tags(String text, String line) {
    List<String> tags = List.of(text.split(",", -1));
    for (String tag : tags) {
      require(tag.length() <= 200 && TAG.matcher(tag).matches(), "bad tag " + tag, line);
    }
    return tags;
  }

  private static void require(boolean condition, String fault, String line) {
    if (!condition) {
      throw new IllegalArgumentException(fault + " in: " + line);
    }
  }
}
