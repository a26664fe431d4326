package io.rttd.testbed.live;

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

  @Test
  void shouldRememberTheLeastAndTheMostOfAGauge() {
    tally.add("rttd.sampling.rate:1|g|#iface:a\nrttd.sampling.rate:0.25|g|#iface:a");
    tally.add("rttd.sampling.rate:0.5|g|#iface:a");
    assertThat(tally.extreme("rttd.sampling.rate.least")).isEqualTo(0.25);
    assertThat(tally.extreme("rttd.sampling.rate.most")).isEqualTo(1);
  }

  @Test
  void shouldTellVerdictsApartAndCountWhatDistributionsStandFor() {
    tally.add("rttd.verdict:5|c|#iface:a,verdict:exact\nrttd.verdict:2|c|#verdict:post-loss");
    tally.add("x.dist:1.5:2:2.5|d|@0.200000|#a:b\nx.dist:9|d|#a:b");
    assertThat(tally.sum("rttd.verdict")).isEqualTo(7);
    assertThat(tally.sum("rttd.verdict.post-loss")).isEqualTo(2);
    assertThat(tally.sum("x.dist")).isEqualTo(16);
  }
}
