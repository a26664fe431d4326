package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisShardsTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"1, 4096, 0", "2, 1023, 0", "2, 1024, 2", "4, 1, 2", "8, 1, 4"})
  void shouldMatchSmallFilesOnFewProcessorsOnOneThread(int processors, long mib, int shards) {
    assertThat(Analysis.shards(processors, mib * MIB)).isEqualTo(shards);
  }
}
