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
  void shouldLeaveOutTheLeastImportantColumnsThenBreakRows() {
    TextTable table = new TextTable(1, "name", "ms", "least", "less", "zero");
    table.dropToFit("least", "less");
    table.hideIfZero("zero");
    table.add("abcdef", "1.000", "11", "12", "0");
    table.add("b", "10.000", "21", "22", "-");

    assertThat(print(table, 27)).startsWith("name        ms  least  less\n");
    assertThat(print(table, 26)).startsWith("name        ms  less\n");
    assertThat(print(table, 14)).startsWith("name        ms\nabcdef   1.000\n");
    assertThat(print(table, 10))
        .isEqualTo(
            """
            name
                  ms
            abcdef
               1.000
            b
              10.000
            """);
  }

  private static String print(TextTable table, int most) {
    StringWriter out = new StringWriter();
    table.print(new PrintWriter(out, true), most);
    return out.toString();
  }

  @Test
  void shouldRefuseARowThatDoesNotFit() {
    assertThatThrownBy(() -> new TextTable(0, "a", "b").add("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
