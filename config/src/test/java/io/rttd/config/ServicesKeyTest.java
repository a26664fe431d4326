package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ServicesConfig.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesKeyTest {
  private static ServicesConfig read(String value) {
    return ConfigReading.read(ConfigReading.init("services: " + value)).services();
  }

  private static String fault(String value) {
    List<ConfigFault> faults = ConfigReading.faults(ConfigReading.init("services: " + value));
    assertThat(faults).hasSize(1);
    return faults.get(0).toString();
  }

  @Test
  void shouldTakeTheWordAuto() {
    assertThat(read("auto")).isEqualTo(new ServicesConfig(true, List.of()));
  }

  @Test
  void shouldTakeNamesOfPortsWithoutNamingListeners() {
    assertThat(read("{5432: postgres}"))
        .isEqualTo(new ServicesConfig(false, List.of(new PortRange(5432, 5432, "postgres"))));
    assertThat(read("{auto: false}")).isEqualTo(ServicesConfig.NONE);
  }

  @Test
  void shouldTakeNeighbouringRangesAndOneNameForSeveral() {
    assertThat(read("{8080-8089: api, 8090 - 8099: api}").ports())
        .containsExactly(new PortRange(8080, 8089, "api"), new PortRange(8090, 8099, "api"));
  }

  @Test
  void shouldSayWhatAMisspelledWordMeans() {
    assertThat(fault("atuo"))
        .startsWith(ConfigReading.FILE + ":2:13:")
        .contains("did you mean auto?");
    assertThat(fault("{aut: true}"))
        .startsWith(ConfigReading.FILE + ":2:14:")
        .contains("is not a port, a range such as 8080-8089, or auto; did you mean auto?");
  }

  @Test
  void shouldNameTheRangeThatAPortIsInAlready() {
    assertThat(fault("{8080-8089: api, 8085: web}"))
        .contains("init_config.services.8085")
        .contains("overlaps 8080-8089 (api)");
  }

  @Test
  void shouldSayWhatIsWrongWithAPort() {
    assertThat(fault("{70000: a}")).contains("is out of range");
    assertThat(fault("{8089-8080: a}")).contains("ends before it starts");
  }
}
