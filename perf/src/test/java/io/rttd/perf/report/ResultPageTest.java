package io.rttd.perf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ResultPageTest {
  private static final Machine MACHINE =
      new Machine("A processor", 2, 16, "Linux 6.1", "A JVM 17", "abc");

  @TempDir Path folder;

  @Test
  void shouldWriteAPageThatNamesMachineAndCommandAndShowsItsChart() throws Exception {
    String svg = new BarChart("Times", "seconds").ours("rttd", 1).other("peer", 2).svg();
    Path page =
        new ResultPage("files", "Files", "./dev bench files", MACHINE)
            .heading("Bulk")
            .paragraph("Medians.")
            .table(List.of("program", "s"), List.of(List.of("rttd", "1"), List.of("peer", "2")))
            .chart("times", "Times of both", svg)
            .write(folder.resolve("results"));
    String text = Files.readString(page);
    assertThat(text)
        .contains("    ./dev bench files\n")
        .contains("A processor, 2 cores, 16 GiB; Linux 6.1; A JVM 17; commit abc.")
        .contains("| program | s |\n|---|---:|\n| rttd | 1 |\n| peer | 2 |\n");
    String chart = text.replaceAll("(?s).*!\\[Times of both]\\(([^)]*)\\).*", "$1");
    assertThat(page.resolveSibling(chart)).hasContent(svg);
  }

  @Test
  void shouldDrawBarsInProportionToTheirValues() throws Exception {
    Document svg = parse(new BarChart("a < b & c", "s").ours("rttd", 25).other("peer", 100).svg());
    double ours = width(svg, 0);
    double others = width(svg, 1);
    assertThat(others / ours).isCloseTo(4, within(0.01));
  }

  @Test
  void shouldGiveEachDecadeTheSameWidthOnALogarithmicAxis() throws Exception {
    LineChart chart = new LineChart("cost", "flows", "ns", true);
    chart.point("rttd", 1000, 10).point("rttd", 10_000, 20).point("rttd", 100_000, 30);
    Document svg = parse(chart.svg());
    double first = circleX(svg, 0);
    double second = circleX(svg, 1);
    double third = circleX(svg, 2);
    assertThat(third - second).isCloseTo(second - first, within(0.2));
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void shouldTakeTheMiddleOfTheRuns() {
    assertThat(new Runs(3, 1, 100).median()).isEqualTo(3);
    assertThat(new Runs(4, 2, 1, 3).median()).isEqualTo(2.5);
    assertThat(new Runs(3, 1, 100).text(1)).isEqualTo("3.0 (1.0 to 100.0)");
  }

  @Test
  void shouldDescribeTheMachineThatItRunsOn() {
    Machine machine = Machine.here();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.sentence()).contains(System.getProperty("os.version"));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static double width(Document svg, int bar) {
    return number(svg, "rect", bar, "width");
  }

  private static double circleX(Document svg, int point) {
    return number(svg, "circle", point, "cx");
  }

  private static double number(Document svg, String element, int index, String attribute) {
    Element found = (Element) svg.getElementsByTagName(element).item(index);
    return Double.parseDouble(found.getAttribute(attribute));
  }
}
