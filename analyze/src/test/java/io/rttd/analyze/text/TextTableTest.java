package io.rttd.analyze.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void shouldAlignTextLeftAndNumbersRightWithoutTrailingSpaces() {
    TextTable table = new TextTable(1, "name", "ms", "note");
    table.add("a", Millis.text(12_345_678), "");
    table.add("longer", Millis.text(Double.NaN), "x");
    StringWriter out = new StringWriter();

    table.print(new PrintWriter(out, true));

    assertThat(out.toString())
        .isEqualTo(
            """
            name        ms  note
            a       12.346
            longer       -     x
            """);
  }

  @Test
  void shouldRefuseARowThatDoesNotFit() {
    assertThatThrownBy(() -> new TextTable(0, "a", "b").add("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
