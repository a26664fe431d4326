package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What several capture threads mean for the engines behind them. */
final class CaptureThreadsTest {
  @Test
  void shouldHaveAShardForEachCaptureThread() throws Exception {
    EngineConfig whole = engine("capture_threads: 6", "shards: 2", "max_flows: 3");
    EngineConfig share = whole.sharedBy(6);

    assertThat(whole.shards()).isEqualTo(6);
    assertThat(share.shards()).isOne();
    assertThat(share.maxFlows()).as("a cap of 0 would be none").isOne();
    assertThat(share.maxPeers()).isZero();
    assertThat(share.memoryLimitBytes()).isEqualTo(whole.memoryLimitBytes() / 6);
  }

  @Test
  void shouldDistributeTheShards() throws Exception {
    EngineConfig whole = engine("capture_threads: 2", "shards: 8");

    assertThat(whole.sharedBy(2).shards()).isEqualTo(4);
  }

  @Test
  void shouldLeaveTheCaptureThreadsTheWorkOfShardsThatAreNot() throws Exception {
    EngineConfig whole = engine("capture_threads: 2", "shards: 0");

    assertThat(whole.shards()).isZero();
    assertThat(whole.sharedBy(2).shards()).isZero();
  }

  private static EngineConfig engine(String... lines) throws Exception {
    return ConfigReading.read(ConfigReading.init(lines)).engine();
  }
}
