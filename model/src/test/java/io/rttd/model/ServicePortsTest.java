package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServicePortsTest {
  private final ServiceNames names = new ServiceNames();

  @Test
  void shouldKnowConfiguredPortsOnEveryHost() {
    ServicePorts ports =
        new ServicePorts.Builder()
            .configured(5432, 5432, names.of("postgres"))
            .configured(8080, 65_535, names.of("api"))
            .build();

    assertThat(ports.at(5432, false).name()).isEqualTo("postgres");
    assertThat(ports.at(8080, true).name()).isEqualTo("api");
    assertThat(ports.at(65_535, false).name()).isEqualTo("api");
    assertThat(ports.at(8079, true)).isNull();
    assertThat(ports.isEmpty()).isFalse();
  }

  @Test
  void shouldKnowListenersOnThisHostOnly() {
    ServicePorts ports = new ServicePorts.Builder().listening(80, names.of("nginx")).build();

    assertThat(ports.at(80, true).name()).isEqualTo("nginx");
    assertThat(ports.at(80, false)).isNull();
  }

  @Test
  void shouldPreferTheConfiguredNameAndTellAListenerWithoutANameFromNone() {
    ServicePorts ports =
        new ServicePorts.Builder()
            .listening(80, names.of("nginx"))
            .listening(22, Service.NONE)
            .configured(80, 80, names.of("shop"))
            .build();

    assertThat(ports.at(80, true).name()).isEqualTo("shop");
    assertThat(ports.at(22, true)).isSameAs(Service.NONE);
    assertThat(ports.at(23, true)).isNull();
  }

  @Test
  void shouldKnowNothingWithoutPorts() {
    assertThat(ServicePorts.NONE.isEmpty()).isTrue();
    assertThat(ServicePorts.NONE.at(80, true)).isNull();
  }

  @Test
  void shouldGiveAListenersNameTheSameServiceEachTimeUpToTheMaximum() {
    Service first = names.ofListener("first");
    for (int i = 1; i < ServiceNames.MAX; i++) {
      assertThat(names.ofListener("service" + i)).isNotEqualTo(Service.NONE);
    }

    assertThat(names.ofListener("first")).isSameAs(first);
    assertThat(names.of("first")).isSameAs(first);
    assertThat(names.ofListener("one too many")).isSameAs(Service.NONE);
    assertThat(names.of("configured").name()).isEqualTo("configured");
    assertThat(names.of("")).isSameAs(Service.NONE);
  }
}
