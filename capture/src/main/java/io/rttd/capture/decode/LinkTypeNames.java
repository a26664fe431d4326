package io.rttd.capture.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The names of link types in tcpdump.org's registry. */
final class LinkTypeNames {
  private static final String REGISTRY = "link-types.txt";
  private static final int FIRST_USER = 147;
  private static final int LAST_USER = 162;

  private static final Map<Integer, String> NAMES = read();

  private LinkTypeNames() {}

  /** The name without LINKTYPE_, or null. */
  static String of(int linkType) {
    return NAMES.get(linkType);
  }

  private static Map<Integer, String> read() {
    Map<Integer, String> names = new HashMap<>();
    try (InputStream in = LinkTypeNames.class.getResourceAsStream(REGISTRY)) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .forEach(words -> names.put(Integer.valueOf(words[0]), words[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = FIRST_USER; i <= LAST_USER; i++) {
      names.put(i, "USER" + (i - FIRST_USER));
    }
    return names;
  }
}
