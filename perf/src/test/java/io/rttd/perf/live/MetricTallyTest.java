package io.rttd.perf.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricTallyTest {
  private final MetricTally tally = new MetricTally();

  @Test
  void shouldSumCountsOverDatagramsAndTags() {
    tally.add("rttd.capture.packets:100|c|#iface:a\nrttd.capture.packets:20|c|#iface:b\n");
    tally.add("rttd.capture.packets:3|c\nrttd.capture.bytes:7|c");
    assertThat(tally.sum("rttd.capture.packets")).isEqualTo(123);
    assertThat(tally.sum("rttd.capture.bytes")).isEqualTo(7);
  }

  @Test
  void shouldLeaveOutWhatIsNoCount() {
    tally.add("rttd.flows:64|g|#iface:a\nnot a metric\n:|c\n");
    assertThat(tally.sum("rttd.flows")).isZero();
  }
}
