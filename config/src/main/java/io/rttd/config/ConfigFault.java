package io.rttd.config;

/**
 * One error in a configuration, worded for the person who wrote it.
 *
 * @param file the file as the caller named it, or {@code environment} for an environment variable
 * @param line line of the value, from 1; 0 if the error has no position in the file
 * @param column column of the value, from 1; 0 if the error has no position in the file
 * @param key where in the configuration, as {@code instances[0].ips[1]}; empty for the whole file
 * @param value the value as written, shortened and without control characters; empty when there is
 *     none
 * @param problem what is wrong, and what is allowed instead
 */
public record ConfigFault(
    String file, int line, int column, String key, String value, String problem) {

  /** {@code file:line:column: key: value: problem}, without the parts that are not known. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    if (!value.isEmpty()) {
      text.append(value).append(": ");
    }
    return text.append(problem).toString();
  }
}
