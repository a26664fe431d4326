package io.rttd.daemon.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceNotifierTest {
  private static final long PID = 17;

  private final List<String> sent = new ArrayList<>();

  @Test
  void shouldSayNothingWithoutASocket() {
    ServiceNotifier notifier = notifier(Map.of("WATCHDOG_USEC", "1000000"));
    notifier.ready("all is well");
    notifier.alive();

    assertThat(sent).isEmpty();
    assertThat(notifier.watchdog()).isEmpty();
  }

  @Test
  void shouldSpeakTheManagersProtocol() {
    ServiceNotifier notifier = notifier(Map.of("NOTIFY_SOCKET", "@manager"));
    notifier.ready("one\ntwo");
    notifier.reloading();
    notifier.alive();
    notifier.stopping();

    assertThat(sent.get(0)).isEqualTo("@manager READY=1\nSTATUS=one two");
    assertThat(sent.get(1)).matches("(?s)@manager RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=.*");
    assertThat(sent.get(2)).isEqualTo("@manager WATCHDOG=1");
    assertThat(sent.get(3)).startsWith("@manager STOPPING=1\n");
  }

  @Test
  void shouldKnowWhetherTheWatchdogIsMeantForThisProcess() {
    assertThat(watchdog("2000000", "17")).isEqualTo(Duration.ofSeconds(2));
    assertThat(watchdog("2000000", "")).isEqualTo(Duration.ofSeconds(2));
    assertThat(watchdog("2000000", "18")).isNull();
    assertThat(watchdog("soon", "17")).isNull();
  }

  @Test
  void shouldContinueWhenNothingListens() {
    ServiceNotifier notifier =
        new ServiceNotifier(
            Map.of("NOTIFY_SOCKET", "/none"),
            PID,
            path ->
                text -> {
                  sent.add(text);
                  throw new IOException("nobody there");
                });
    notifier.alive();
    notifier.alive();

    assertThat(sent).hasSize(2);
  }

  private Duration watchdog(String usec, String pid) {
    return notifier(Map.of("NOTIFY_SOCKET", "/s", "WATCHDOG_USEC", usec, "WATCHDOG_PID", pid))
        .watchdog()
        .orElse(null);
  }

  private ServiceNotifier notifier(Map<String, String> environment) {
    return new ServiceNotifier(environment, PID, path -> text -> sent.add(path + " " + text));
  }
}
