package io.rttd.analyze.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalWidthTest {
  @Test
  void shouldReadWhatSttySays() {
    assertThat(TerminalWidth.parse("50 132\n")).hasValue(132);
    assertThat(TerminalWidth.parse("0 0\n")).isEmpty();
    assertThat(TerminalWidth.parse("")).isEmpty();
  }
}
