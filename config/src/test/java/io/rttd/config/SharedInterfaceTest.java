package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two captures of one interface: reported values carry no port, so only peers and tags tell them
 * apart.
 */
class SharedInterfaceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ports: [15001]            | ports: [15002]",
        "ips: [192.0.2.0/24]       | ips: [192.0.2.7]",
        "ips: [192.0.2.7]          | mode: tap",
        "hosts: [a.example]        | hosts: [b.example, a.example]",
        "filter: 'port 80'         | filter: 'port 81'",
        "exclude_ips: [192.0.2.7]  | ips: [192.0.2.0/24]",
        "tags: [x:1]               | tags: [x:1]"
      })
  void shouldRefuseThoseThatMayReportTheSamePair(String one, String other) {
    assertThat(ConfigReading.faults(both(one, other)))
        .extracting(ConfigFault::key)
        .containsExactly("instances[1].tags");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ips: [192.0.2.0/25]                    | ips: [192.0.2.128/25]",
        "ips: ['2001:db8::/32']                 | ips: [192.0.2.0/24]",
        "hosts: [a.example]                     | hosts: [b.example]",
        "exclude_ips: [192.0.2.0/24, 10.0.0.1]  | ips: [192.0.2.9]",
        "tags: [x:1]                            | tags: [x:2]",
        "ports: [15001]                         | 'ports: [15002]\n    tags: [x:2]'"
      })
  void shouldAcceptThoseThatNeverDo(String one, String other) {
    assertThat(ConfigReading.read(both(one, other)).instances()).hasSize(2);
  }

  private static String both(String one, String other) {
    String head = "  - interface: eth0\n    ";
    return "instances:\n" + head + one + "\n" + head + other + "\n";
  }
}
