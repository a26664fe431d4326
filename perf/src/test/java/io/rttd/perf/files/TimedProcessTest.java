package io.rttd.perf.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimedProcessTest {
  @BeforeEach
  void needsTime() {
    assumeThat(Files.isExecutable(Path.of(TimedProcess.timer())))
        .as("/usr/bin/time (package time)")
        .isTrue();
  }

  @Test
  void shouldTellWhatAProgramTook() throws Exception {
    TimedProcess process =
        TimedProcess.run(List.of("sh", "-c", "echo rttd-bench 7 >&2; echo much; exit 0"));
    assertThat(process.wallSeconds()).isNotNegative().isLessThan(5);
    assertThat(process.peakMib()).isPositive();
  }

  @Test
  void shouldRefuseToMeasureAFailure() {
    assertThatThrownBy(() -> TimedProcess.run(List.of("sh", "-c", "echo no >&2; exit 3")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no");
  }
}
