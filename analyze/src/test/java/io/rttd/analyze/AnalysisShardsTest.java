package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysisShardsTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({"1, 4096, 0", "2, 511, 0", "4, 1, 2", "4, 4096, 2", "8, 1, 4"})
  void shouldMatchSmallFilesOnFewProcessorsOnOneThread(int processors, long mib, int shards) {
    assertThat(Analysis.shards(processors, mib * MIB, AnalysisShardsTest::notAsked))
        .isEqualTo(shards);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "4, 2"})
  void shouldNotLookIntoPipes(int processors, int shards) {
    assertThat(Analysis.shards(processors, CaptureSet.UNKNOWN_TOTAL, AnalysisShardsTest::notAsked))
        .isEqualTo(shards);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void shouldMatchLongFlowsOfLargeFilesOnOneShard(boolean longFlows, int shards) {
    assertThat(Analysis.shards(2, 512 * MIB, () -> longFlows)).isEqualTo(shards);
  }

  /** A pipe would lose the frames that were looked at. */
  private static boolean notAsked() {
    throw new AssertionError("looked at the file's first frames");
  }
}
