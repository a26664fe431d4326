package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.notify.ServiceNotifier;
import io.rttd.pipeline.steering.LiveFrames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void shouldFeedTheWatchdogOnlyWhileEachThreadMakesProgress() throws Exception {
    AtomicInteger fed = new AtomicInteger();
    ServiceNotifier notifier =
        new ServiceNotifier(
            Map.of("NOTIFY_SOCKET", "/fake", "WATCHDOG_USEC", "400000"),
            1,
            path -> text -> fed.addAndGet(text.equals("WATCHDOG=1") ? 1 : 0));
    LiveFrames wire = new LiveFrames();
    try (RttDaemon daemon =
            RttDaemon.launch(
                oneWire(), SinkSet.fixed(List.of()), (i, peers, config, group) -> wire);
        Watchdog watch = Watchdog.start(daemon, notifier)) {
      assertThat(daemon.status().progress())
          .containsOnlyKeys("rttd-capture-wire0", "rttd-reporter", "rttd-shard-wire0-0");
      await().atMost(PATIENCE).until(() -> fed.get() > 5);

      wire.hang();
      await().atMost(PATIENCE).until(() -> watch.standingStill().contains("rttd-capture-wire0"));
      int fedBefore = fed.get();
      await().during(Duration.ofMillis(500)).until(() -> fed.get() == fedBefore);

      wire.goOn();
      await().atMost(PATIENCE).until(() -> fed.get() > fedBefore);
      assertThat(watch.standingStill()).isEmpty();
    }
  }

  private static RttdConfig oneWire() throws Exception {
    return new ConfigReader(Map.of(), 3)
        .parse("test.yaml", "instances: [{interface: wire0, mode: tap}]");
  }
}
