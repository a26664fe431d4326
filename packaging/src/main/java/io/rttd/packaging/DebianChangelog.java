package io.rttd.packaging;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The newest part of CHANGELOG.md, in the form that Debian's tools read. */
final class DebianChangelog {
  private static final DateTimeFormatter RFC_5322 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private static final int WIDTH = 80;

  private DebianChangelog() {}

  static String text(String changelog, String version, OffsetDateTime date) {
    StringBuilder text = new StringBuilder();
    text.append("rttd (").append(version).append(") unstable; urgency=medium\n\n");
    for (String change : newest(changelog)) {
      appendWrapped(text, change);
    }
    text.append("\n -- rttd maintainers <maintainers@rttd.example>  ");
    return text.append(RFC_5322.format(date)).append('\n').toString();
  }

  private static void appendWrapped(StringBuilder text, String change) {
    text.append("  *");
    int column = 3;
    for (String word : change.split(" ", -1)) {
      if (column + 1 + word.length() > WIDTH) {
        text.append("\n   ");
        column = 3;
      }
      text.append(' ').append(word);
      column += 1 + word.length();
    }
    text.append('\n');
  }

  /** The items of the first version that has any, without those of what is not yet there. */
  private static List<String> newest(String changelog) {
    List<String> items = new ArrayList<>();
    boolean within = false;
    for (String line : changelog.lines().toList()) {
      if (line.startsWith("## ") && !items.isEmpty()) {
        break;
      } else if (line.startsWith("### ")) {
        within = !line.equals("### Not yet");
      } else if (within && line.startsWith("- ")) {
        items.add(line.substring(2));
      } else if (within && line.startsWith("  ") && !items.isEmpty()) {
        items.add(items.remove(items.size() - 1) + " " + line.strip());
      }
    }
    return items;
  }
}
