package io.rttd.analyze.htmlreport;

import io.rttd.model.Verdict;
import io.rttd.reporting.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes one analysis, or a comparison of two, as one page: a template with its own styles and
 * scripts, including a chart library, and the data as JSON in a script element, escaped so that no
 * name can close it. The page fetches nothing. Its size is bounded, and it says what it left out.
 */
public final class HtmlReport {
  private static final String TEMPLATE = "report.html";
  private static final String DATA = "/*DATA*/";
  private static final Pattern INSERT = Pattern.compile("/\\*INSERT ([\\w./]+)\\*/");

  private final List<ReportSource> sides;
  private final List<ComparedFigure> figures;

  private HtmlReport(List<ReportSource> sides, List<ComparedFigure> figures) {
    this.sides = sides;
    this.figures = List.copyOf(figures);
  }

  /** Creates the page of one analysis. */
  public static HtmlReport of(ReportSource analysis) {
    return new HtmlReport(List.of(analysis), List.of());
  }

  /**
   * Creates the page that compares two analyses: the differences as a table, and the recordings of
   * both in the same charts.
   *
   * @param figures the table's lines, in order
   */
  public static HtmlReport ofComparison(
      ReportSource before, ReportSource after, List<ComparedFigure> figures) {
    return new HtmlReport(List.of(before, after), figures);
  }

  /**
   * Writes the page. The caller closes the writer.
   *
   * @throws IOException if the writer fails
   */
  public void write(Writer out) throws IOException {
    String template = template();
    int data = template.indexOf(DATA);
    out.write(template, 0, data);
    try (JsonWriter json = JsonWriter.compact(out)) {
      writeData(json);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    out.write(template.substring(data + DATA.length()));
    out.flush();
  }

  /** The template with its styles, scripts and the library in their places. */
  private static String template() throws IOException {
    Matcher inserts = INSERT.matcher(resource(TEMPLATE));
    StringBuilder page = new StringBuilder();
    while (inserts.find()) {
      String name = inserts.group(1);
      String text = resource(name);
      String inserted = name.endsWith("/LICENSE") ? "/*\n" + text + "\n*/" : text;
      inserts.appendReplacement(page, Matcher.quoteReplacement(inserted));
    }
    return inserts.appendTail(page).toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the page's " + name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }
  }

  private void writeData(JsonWriter json) {
    json.object().array("verdict_names");
    for (Verdict verdict : Verdict.values()) {
      json.value(verdict.text());
    }
    json.end().array("samples_of");
    for (Verdict verdict : Verdict.values()) {
      if (verdict.isSample()) {
        json.value(verdict.text());
      }
    }
    json.end().field("charts_at_most", (long) SideJson.MAX_CHARTS).array("sides");
    sides.forEach(side -> new SideJson(json, side).write());
    json.end().array("figures");
    figures.forEach(figure -> write(json, figure));
    json.end().end();
  }

  private static void write(JsonWriter json, ComparedFigure figure) {
    json.object().field("scope", figure.scope()).field("subject", figure.subject());
    json.field("figure", figure.figure()).field("unit", figure.unit());
    json.field("before", figure.before()).field("after", figure.after());
    json.field("difference", figure.difference());
    json.field("low", figure.low()).field("high", figure.high());
    json.field("significant", figure.significant()).end();
  }
}
