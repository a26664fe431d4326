package io.rttd.perf.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleCellTest {
  /** With 20,000 flows the shard looks ahead; with 100 it does not. */
  @ParameterizedTest
  @CsvSource({"100, 0", "100, 1", "20000, 0", "20000, 1", "20000, 2"})
  void shouldTimeEachSegmentWhoseAckItSends(int flows, int shards) throws IOException {
    Map<String, Double> found = new ScaleCell(flows, 50_000, shards, 10, 30_000, 2).run();
    int opened = flows;
    int turns = 30_000 * 3;
    assertThat(found)
        .containsEntry("samples", (double) opened + turns - ScaleTraffic.TURNS_UNTIL_ACK)
        .containsEntry("evicted", 0.0)
        .containsEntry("flows", (double) flows);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void shouldCountTheFlowsThatWereTooMany(int shards) throws IOException {
    Map<String, Double> found = new ScaleCell(5000, 1000, shards, 10, 10_000, 1).run();
    assertThat(found.get("flows")).isEqualTo(1000);
    assertThat(found.get("evicted.opening")).isGreaterThanOrEqualTo(4000);
  }
}
