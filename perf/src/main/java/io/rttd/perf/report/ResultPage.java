package io.rttd.perf.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dated page of results: {@code perf/results/2026-11-23-NAME.md} with its charts beside it. A
 * second run on the same day replaces the page.
 *
 * <pre>{@code
 * new ResultPage("analyze", "Capture files", "./dev bench analyze", Machine.here())
 *     .paragraph("Medians of five runs.")
 *     .table(List.of("program", "seconds"), rows)
 *     .chart("seconds", "Seconds for each program", chart.svg())
 *     .write(Path.of("perf/results"));
 * }</pre>
 */
public final class ResultPage {
  private final String name;
  private final LocalDate date = LocalDate.now(ZoneOffset.UTC);
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> charts = new LinkedHashMap<>();

  /**
   * Creates a page with its heading.
   *
   * @param name of the file, e.g. {@code analyze}
   * @param title what was measured
   * @param command command that repeats the measurement
   * @param machine where it was measured
   */
  public ResultPage(String name, String title, String command, Machine machine) {
    this.name = name;
    text.append("# ").append(title).append(", ").append(date).append("\n\n");
    text.append("    ").append(command).append("\n\n");
    text.append(machine.sentence()).append('\n');
  }

  /** Adds a heading. */
  public ResultPage heading(String heading) {
    text.append("\n## ").append(heading).append('\n');
    return this;
  }

  /** Adds a paragraph of Markdown. */
  public ResultPage paragraph(String paragraph) {
    text.append('\n').append(paragraph.strip()).append('\n');
    return this;
  }

  /** Adds a table: the first column left-aligned, all others, which are numbers, right-aligned. */
  public ResultPage table(List<String> header, List<List<String>> rows) {
    text.append('\n').append(row(header));
    text.append("|---").append("|---:".repeat(header.size() - 1)).append("|\n");
    rows.forEach(cells -> text.append(row(cells)));
    return this;
  }

  /**
   * Adds a chart.
   *
   * @param chartName of the file, appended to the page's name
   * @param description alternative text: what the chart shows
   * @param svg of a {@link BarChart} or {@link LineChart}
   */
  public ResultPage chart(String chartName, String description, String svg) {
    String file = fileName(name + "-" + chartName, "svg");
    charts.put(file, svg);
    text.append("\n![").append(description).append("](").append(file).append(")\n");
    return this;
  }

  /**
   * Writes the page and its charts.
   *
   * @param folder created if missing
   * @return the page
   */
  public Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> chart : charts.entrySet()) {
      Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
    }
    return Files.writeString(folder.resolve(fileName(name, "md")), text.toString());
  }

  private String fileName(String stem, String suffix) {
    return date + "-" + stem + "." + suffix;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
