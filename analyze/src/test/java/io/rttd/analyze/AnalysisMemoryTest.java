package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisMemoryTest {
  private static final long GB = 1L << 30;
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @TempDir Path folder;

  @Test
  void shouldTakeHalfOfWhatIsFree() {
    assertThat(AnalysisMemory.defaultBytes(OptionalLong.of(10 * GB), UNKNOWN, 4 * GB))
        .isEqualTo(5 * GB);
  }

  @Test
  void shouldTakeHalfOfWhatTheControlGroupAllows() {
    assertThat(AnalysisMemory.defaultBytes(OptionalLong.of(10 * GB), OptionalLong.of(GB), 4 * GB))
        .isEqualTo(GB / 2);
  }

  @Test
  void shouldTakeNoMoreThanEightGigabytesUnlessToldTo() {
    assertThat(AnalysisMemory.defaultBytes(OptionalLong.of(100 * GB), UNKNOWN, 4 * GB))
        .isEqualTo(8 * GB);
  }

  @Test
  void shouldTakeNoMoreThanTheHeapCanServe() {
    assertThat(AnalysisMemory.defaultBytes(OptionalLong.of(100 * GB), UNKNOWN, GB / 4))
        .isEqualTo(2 * GB);
    assertThat(AnalysisMemory.mostBytes(Long.MAX_VALUE)).isEqualTo(64 * GB);
  }

  @Test
  void shouldTakeEnoughToBeginWith() {
    assertThat(AnalysisMemory.defaultBytes(OptionalLong.of(1 << 20), UNKNOWN, GB))
        .isEqualTo(16L << 20);
  }

  @Test
  void shouldReadWhatTheKernelSaysIsAvailable() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("meminfo"),
            "MemTotal:       24683700 kB\nMemFree:  22600000 kB\nMemAvailable:   22873088 kB\n");

    assertThat(AnalysisMemory.availableBytes(file)).hasValue(22_873_088L << 10);
    assertThat(AnalysisMemory.availableBytes(folder.resolve("none"))).isEmpty();
  }
}
