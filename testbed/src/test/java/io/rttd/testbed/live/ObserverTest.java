package io.rttd.testbed.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObserverTest {
  @Test
  void shouldReadWhatTcpdumpSays() {
    String said = "5 packets captured\n7 packets received by filter\n2 packets dropped by kernel\n";
    assertThat(Observer.TCPDUMP.captured(said)).isEqualTo(5);
    assertThat(Observer.TCPDUMP.dropped(said)).isEqualTo(2);
  }

  @Test
  void shouldReadTheMetricsThatRttdSent() {
    String said = "rttd.capture.kernel_drops 3\nrttd.capture.packets 1234\n";
    assertThat(Observer.RTTD.captured(said)).isEqualTo(1234);
    assertThat(Observer.RTTD.dropped(said)).isEqualTo(3);
  }

  @Test
  void shouldDistinguishSilenceFromZero() {
    assertThat(Observer.PCAP4J.captured("Killed")).isEqualTo(-1);
    assertThat(Observer.PCAP4J.captured("captured 0 dropped 0")).isZero();
  }
}
