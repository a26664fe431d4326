package io.rttd.reporting.dogstatsd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes tags that Datadog accepts and that cannot be mistaken for other parts of the datagram.
 *
 * <p>Datadog's rules: a tag starts with a letter, contains letters, digits, {@code _ - : . /}, does
 * not end with a colon, and is at most 200 long. Anything else becomes an underscore, so a newline,
 * a {@code |} or a comma cannot end the tag. The length is counted in bytes here, so that a
 * datagram's size is bounded. Pure; any thread.
 *
 * @see <a href="https://docs.datadoghq.com/getting_started/tagging/">Datadog: getting started with
 *     tags</a>
 */
final class TagCleaner {
  /** Longest tag, in bytes of UTF-8. */
  static final int MAX_TAG_BYTES = 200;

  private TagCleaner() {}

  /** Returns the tag with rule violations fixed; empty if nothing is left. */
  static String clean(String tag) {
    StringBuilder cleaned = new StringBuilder(tag.length());
    int bytes = 0;
    for (int i = 0; i < tag.length(); ) {
      int found = tag.codePointAt(i);
      i += Character.charCount(found);
      if (cleaned.isEmpty() && !Character.isLetter(found)) {
        continue;
      }
      int kept = isAllowed(found) ? found : '_';
      bytes += utf8Bytes(kept);
      if (bytes > MAX_TAG_BYTES) {
        break;
      }
      cleaned.appendCodePoint(kept);
    }
    while (!cleaned.isEmpty() && cleaned.charAt(cleaned.length() - 1) == ':') {
      cleaned.setLength(cleaned.length() - 1);
    }
    return cleaned.toString();
  }

  /**
   * The tag of a host's name or address. A tag cannot end with a colon, but an IPv6 address can
   * ({@code fe80::}): its last group is written out, so it remains that address.
   */
  static String ofName(String key, String name) {
    return clean(key + ":" + (name.endsWith("::") ? name + "0" : name));
  }

  /**
   * Returns the cleaned tags, without those that do not fit.
   *
   * @param maxBytes maximum length of all tags together, with a comma each
   * @param notices receives a message about each tag that was changed or dropped
   */
  static List<String> cleanAll(List<String> tags, int maxBytes, Consumer<String> notices) {
    List<String> kept = new ArrayList<>(tags.size());
    int room = maxBytes;
    for (String tag : tags) {
      String cleaned = clean(tag);
      room -= utf8Length(cleaned) + 1;
      if (cleaned.isEmpty()) {
        notices.accept("the tag " + quote(tag) + " is dropped: it has no letter to start with");
      } else if (room < 0) {
        notices.accept(
            "the tag "
                + quote(tag)
                + " is dropped: all tags together exceed "
                + maxBytes
                + " bytes");
        room += utf8Length(cleaned) + 1;
      } else {
        kept.add(cleaned);
        if (!cleaned.equals(tag)) {
          notices.accept(
              "the tag "
                  + quote(tag)
                  + " is sent as \""
                  + cleaned
                  + "\": a tag starts with a letter, contains letters, digits and _-:./ and has at most "
                  + MAX_TAG_BYTES
                  + " bytes long");
        }
      }
    }
    return List.copyOf(kept);
  }

  /** Bytes of a text in UTF-8. */
  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isAllowed(int c) {
    return Character.isLetterOrDigit(c) || "_-:./".indexOf(c) >= 0;
  }

  private static int utf8Bytes(int c) {
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return c < 0x10000 ? 3 : 4;
  }

  private static String quote(String tag) {
    return "\"" + tag.replace("\n", "\\n").replace("\r", "\\r") + "\"";
  }
}
