package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.htmlreport.HtmlReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BundledLibrariesTest {
  @Test
  void shouldNameTheVersionThatIsShipped() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("uplot/uPlot.iife.min.js")) {
      String library = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(library).contains("uPlot (v" + BundledLibraries.UPLOT + ")");
    }
  }

  @Test
  void shouldPutThemBeforeTheOtherComponents() {
    String bill = "{\n  \"components\" : [\n    {\n      \"name\" : \"agrona\"\n    }\n  ]\n}\n";

    assertThat(BundledLibraries.addTo(bill))
        .startsWith("{\n  \"components\" : [\n    {\n      \"type\" : \"library\",")
        .contains(
            "\"purl\" : \"pkg:npm/uplot@1.6.32\"\n    },\n    {\n      \"name\" : \"agrona\"");
  }
}
