package io.rttd.packaging;

import java.util.Locale;

/** Writes a manual page in the language of man(7). */
final class ManualPage {
  private final StringBuilder text = new StringBuilder(8192);

  /** A page that has its title and its name section. */
  ManualPage(String name, int section, String date, String version, String summary) {
    line(
        ".TH \""
            + quoted(name.toUpperCase(Locale.ROOT))
            + "\" "
            + section
            + " \""
            + date
            + "\" \"rttd "
            + quoted(version)
            + "\" \"rttd\"");
    line(".nh");
    section("NAME");
    line(escaped(name) + " \\- " + escaped(summary));
  }

  ManualPage section(String title) {
    line(".SH \"" + quoted(title) + "\"");
    return this;
  }

  ManualPage subsection(String title) {
    line(".SS \"" + quoted(title) + "\"");
    return this;
  }

  ManualPage paragraph(String words) {
    line(".PP");
    line(escaped(words));
    return this;
  }

  /** A term in bold, and indented below it what it means. */
  ManualPage term(String term, String words) {
    line(".TP");
    line("\\fB" + escaped(term) + "\\fR");
    line(escaped(words.isEmpty() ? "-" : words));
    return this;
  }

  /** A further paragraph of the term above. */
  ManualPage under(String words) {
    line(".IP");
    line(escaped(words));
    return this;
  }

  /** Lines as they are. */
  ManualPage example(String lines) {
    line(".PP");
    line(".nf");
    line(".RS 4");
    lines.lines().forEach(each -> line(escaped(each)));
    line(".RE");
    line(".fi");
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private void line(String whole) {
    text.append(whole).append('\n');
  }

  /** A line that begins with a dot or an apostrophe would be a request. */
  static String escaped(String words) {
    String plain = words.replace("\\", "\\e").replace("-", "\\-").replace("`", "");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  private static String quoted(String words) {
    return escaped(words).replace("\"", "\\(dq");
  }
}
