package io.rttd.reporting.prometheus;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a request (RFC 9112): its line and its fields. A body is not read.
 *
 * @param method as sent, such as {@code GET}
 * @param path without the query
 * @param isHttp11 whether the client supports chunks
 * @param fields by name in lower case; values of fields with the same name are joined by commas
 */
record HttpRequest(String method, String path, boolean isHttp11, Map<String, String> fields) {

  /** Where the head ends in these bytes: after its empty line, or -1 if it is incomplete. */
  static int endOfHead(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n'
          && ((i + 1 < length && bytes[i + 1] == '\n')
              || (i + 2 < length && bytes[i + 1] == '\r' && bytes[i + 2] == '\n'))) {
        return i + (bytes[i + 1] == '\n' ? 2 : 3);
      }
    }
    return -1;
  }

  /** Parses a head; empty if it is invalid. */
  static Optional<HttpRequest> parse(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).stripTrailing();
    String[] lines = text.split("\r?\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[2].matches("HTTP/1\\.[0-9]")) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) {
        return Optional.empty();
      }
      fields.merge(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    return pathOf(words[1])
        .map(path -> new HttpRequest(words[0], path, !words[2].endsWith(".0"), fields));
  }

  private static Optional<String> pathOf(String target) {
    try {
      return Optional.ofNullable(new URI(target).getPath());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** Whether the response must have no body. */
  boolean isHead() {
    return method.equals("HEAD");
  }
}
