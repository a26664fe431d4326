package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ServicesConfig;
import io.rttd.config.ServicesConfig.PortRange;
import io.rttd.model.Service;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServiceMonitorTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final ServicesConfig AUTO = new ServicesConfig(true, List.of());
  private static final ServicesConfig NAMED =
      new ServicesConfig(false, List.of(new PortRange(80, 81, "shop")));
  private static final ServicesConfig BOTH = new ServicesConfig(true, NAMED.ports());

  private Map<Integer, String> listening = Map.of(80, "nginx", 22, "");
  private boolean broken;
  private int reads;

  private ServiceMonitor monitor(ServicesConfig config) {
    return new ServiceMonitor(config, this::read, 0);
  }

  private Map<Integer, String> read() throws IOException {
    reads++;
    if (broken) {
      throw new IOException("broken");
    }
    return listening;
  }

  @Test
  void shouldKnowTheListenersFromTheStartForThisHostAlone() {
    ServiceMonitor monitor = monitor(AUTO);

    assertThat(monitor.thisHost().at(80, true).name()).isEqualTo("nginx");
    assertThat(monitor.thisHost().at(22, true)).isEqualTo(Service.NONE);
    assertThat(monitor.anyHost().isEmpty()).isTrue();
  }

  @Test
  void shouldReadNothingFromTheKernelWithoutAuto() {
    ServiceMonitor monitor = monitor(NAMED);
    monitor.poll(60 * SECOND);

    assertThat(reads).isZero();
    assertThat(monitor.thisHost()).isSameAs(monitor.anyHost());
    assertThat(monitor.anyHost().at(81, false).name()).isEqualTo("shop");
    assertThat(monitor(ServicesConfig.NONE).thisHost().isEmpty()).isTrue();
  }

  @Test
  void shouldPreferTheConfiguredName() {
    ServiceMonitor monitor = monitor(BOTH);

    assertThat(monitor.thisHost().at(80, true).name()).isEqualTo("shop");
  }

  @Test
  void shouldReadAgainEveryTenSecondsAndPublishAnotherTableOnlyIfItChanged() {
    ServiceMonitor monitor = monitor(AUTO);
    ServicePorts first = monitor.thisHost();
    monitor.poll(9 * SECOND);
    assertThat(reads).isEqualTo(1);
    monitor.poll(10 * SECOND);
    assertThat(reads).isEqualTo(2);
    assertThat(monitor.thisHost()).isSameAs(first);

    listening = Map.of(80, "nginx", 5432, "postgresql");
    monitor.poll(20 * SECOND);
    assertThat(monitor.thisHost().at(5432, true).name()).isEqualTo("postgresql");
    assertThat(monitor.thisHost().at(22, true)).isNull();
    assertThat(monitor.thisHost().at(80, true)).isSameAs(first.at(80, true));
  }

  @Test
  void shouldNameListenersThatComeAfterManyOthersHaveGone() {
    ServiceMonitor monitor = monitor(BOTH);
    Service shop = monitor.thisHost().at(80, true);
    for (int i = 1; i <= ServiceNames.MAX + 10; i++) {
      listening = Map.of(80, "nginx", 5432, "unit-" + i);
      monitor.poll(i * 10L * SECOND);
      assertThat(monitor.thisHost().at(5432, true).name()).isEqualTo("unit-" + i);
    }
    assertThat(monitor.thisHost().at(80, true)).isSameAs(shop);
  }

  @Test
  void shouldApplyConfiguredNamesHoweverManyListenersHaveOne() {
    listening =
        IntStream.rangeClosed(1, ServiceNames.MAX + 10)
            .boxed()
            .collect(Collectors.toMap(port -> 10_000 + port, port -> "unit-" + port));
    ServiceMonitor monitor = monitor(AUTO);
    long named =
        listening.keySet().stream()
            .filter(port -> !monitor.thisHost().at(port, true).equals(Service.NONE))
            .count();
    assertThat(named).isEqualTo(ServiceNames.MAX);

    monitor.configure(BOTH);
    monitor.poll(1);
    assertThat(monitor.thisHost().at(80, true).name()).isEqualTo("shop");
  }

  @Test
  void shouldKeepWhatItKnowsWhileTheKernelDoesNotAnswer() {
    ServiceMonitor monitor = monitor(AUTO);
    broken = true;
    monitor.poll(10 * SECOND);

    assertThat(monitor.thisHost().at(80, true).name()).isEqualTo("nginx");
  }

  @Test
  void shouldApplyAnotherConfigurationWithTheNextPoll() {
    ServiceMonitor monitor = monitor(NAMED);
    monitor.configure(AUTO);
    monitor.poll(1);
    assertThat(monitor.thisHost().at(80, true).name()).isEqualTo("nginx");
    assertThat(monitor.anyHost().isEmpty()).isTrue();

    monitor.configure(ServicesConfig.NONE);
    monitor.poll(2);
    assertThat(monitor.thisHost().isEmpty()).isTrue();
  }
}
