package io.rttd.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketStatisticsTest {
  private static final String OUTPUT =
      """
      ESTAB 0      0          127.0.0.1:33101    127.0.0.3:41000
      \t cubic wscale:7,7 rto:204 rtt:0.094/0.03 ato:40 mss:32768 bytes_acked:1 minrtt:0.005
      ESTAB 0      0              [::1]:50000        [::1]:46487
      \t cubic rto:210 rtt:10.297/0.1 mss:32768
      ESTAB 0      0   [::ffff:10.0.0.1]:50000 [::ffff:10.0.0.2]:46487
      \t cubic rto:210 rtt:3/0.1 minrtt:2.5
      TIME-WAIT 0  0          127.0.0.1:1         127.0.0.4:2
      """;

  @Test
  void shouldReadAddressesAndTimesOfEachSocketThatHasAnRtt() {
    assertThat(SocketStatistics.parse(OUTPUT))
        .containsExactly(
            new KernelRtt("127.0.0.1", "127.0.0.3", 0.094, 0.005),
            new KernelRtt("::1", "::1", 10.297, Double.NaN),
            new KernelRtt("10.0.0.1", "10.0.0.2", 3, 2.5));
  }

  @Test
  void shouldReadNothingFromNothing() {
    assertThat(SocketStatistics.parse("")).isEmpty();
    assertThat(SocketStatistics.parse("ss: unknown option\n")).isEmpty();
  }
}
