package io.rttd.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DogStatsDLineTest {
  @Test
  void shouldReadEveryField() {
    assertThat(DogStatsDLine.parse("a.b:1.5:2|d|@0.5|#dst:::1,iface:lo|c:x|T1656581400"))
        .hasValueSatisfying(
            line -> {
              assertThat(line.name()).isEqualTo("a.b");
              assertThat(line.values()).containsExactly(1.5, 2.0);
              assertThat(line.type()).isEqualTo("d");
              assertThat(line.sampleRate()).isEqualTo(0.5);
              assertThat(line.tag("dst")).contains("::1");
              assertThat(line.tag("src")).isEmpty();
            });
  }

  @Test
  void shouldNotMistakeEventsServiceChecksAndNonsenseForMetrics() {
    assertThat(DogStatsDLine.parse("_e{5,4}:title|text")).isEmpty();
    assertThat(DogStatsDLine.parse("_sc|name|0")).isEmpty();
    assertThat(DogStatsDLine.parse("a:b|g")).isEmpty();
    assertThat(DogStatsDLine.parse("a:1")).isEmpty();
    assertThat(DogStatsDLine.parse("")).isEmpty();
  }
}
