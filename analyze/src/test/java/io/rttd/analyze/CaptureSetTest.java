package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.file.CaptureFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureSetTest {
  @TempDir private Path folder;

  @Test
  void shouldSumUpTheSizesOfFiles() throws IOException {
    Path one = Files.write(folder.resolve("one"), new byte[10]);
    Path other = Files.write(folder.resolve("other"), new byte[5]);
    assertThat(CaptureSet.sizeOf(List.of(one, other))).isEqualTo(15);
    assertThat(CaptureSet.sizeOf(List.of(one, folder))).isEqualTo(CaptureSet.UNKNOWN_TOTAL);
  }

  @Test
  void shouldNotTakeStandardInputForAFileOfThatName() throws IOException {
    Path namesake = Files.write(Path.of(CaptureFiles.STANDARD_INPUT), new byte[10]);
    try {
      assertThat(CaptureSet.sizeOf(List.of(namesake))).isEqualTo(CaptureSet.UNKNOWN_TOTAL);
    } finally {
      Files.delete(namesake);
    }
  }
}
