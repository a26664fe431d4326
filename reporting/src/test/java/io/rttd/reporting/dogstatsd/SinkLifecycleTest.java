package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Samples;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SinkLifecycleTest extends ListenedSink {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void shouldSendAllBeforeCloseReturnsAndEndItsThreads() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    PairInterval[] peers = new PairInterval[60];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = Samples.of("10.0.0.1", "10.1.0." + i).held(MS, 2 * MS).build();
    }

    send(report(one.snapshot(1, true, peers)));

    assertThat(listener.lines("system.net.tcp.rtt")).hasSize(60);
    assertThat(listener.lines("system.net.tcp.rtt.dist")).isNotEmpty();
    assertThat(gauge("rttd.report.lag")).isZero();
    await().atMost(PATIENCE).until(() -> statsdThreadsSince(before).isEmpty());
  }

  @Test
  void shouldSendAllReportsThroughTheSameTwoThreads() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    try (DogStatsDSink sink =
        DogStatsDSink.open(config(), new DaemonCounts(), UnixDatagramChannel::open)) {
      Set<Thread> first = Set.copyOf(statsdThreadsSince(before));
      for (int report = 1; report <= 500; report++) {
        sink.onReport(report(one.snapshot(report, false, pair().held(report * MS).build())));
        assertThat(statsdThreadsSince(before)).containsExactlyInAnyOrderElementsOf(first);
      }
      await().atMost(PATIENCE).until(() -> listener.lines("rttd.report.lag").size() == 500);
    }
    assertThat(listener.lines("system.net.tcp.rtt")).hasSize(500);
  }

  @Test
  void shouldLetItsThreadsSleepBetweenTwoReports() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    try (DogStatsDSink sink =
        DogStatsDSink.open(config(), new DaemonCounts(), UnixDatagramChannel::open)) {
      for (int report = 1; report <= 2; report++) {
        sink.onReport(report(one.snapshot(report, false, pair().held(report * MS).build())));

        // Not TIMED_WAITING, which is how the client looks for work a hundred times a second.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(statsdThreadsSince(before))
                        .hasSize(2)
                        .extracting(Thread::getState)
                        .containsOnly(Thread.State.WAITING));
        assertThat(listener.lines("rttd.report.lag")).hasSize(report);
      }
    }
    assertThat(listener.lines("system.net.tcp.rtt")).hasSize(2);
  }

  @Test
  void shouldSendAllEvenWhenTheClosingThreadIsInterrupted() {
    DogStatsDSink sink =
        DogStatsDSink.open(config(), new DaemonCounts(), UnixDatagramChannel::open);
    sink.onReport(report(one.snapshot(1, true, pair().held(MS).build())));

    Thread.currentThread().interrupt();
    sink.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(gauge("rttd.report.lag")).isZero();
  }

  @Test
  void shouldKeepRunningWithAHostThatCannotBeResolved() {
    ReportingConfig config =
        new ReportingConfig(
            Optional.of(new Endpoint("udp", "no-such-host.invalid", 8125)),
            Duration.ofSeconds(10),
            List.of(50.0),
            true,
            Set.of(),
            List.of(),
            Optional.empty());

    try (DogStatsDSink sink =
        DogStatsDSink.open(config, new DaemonCounts(), UnixDatagramChannel::open)) {
      sink.onReport(report(one.snapshot(1, false, pair().held(MS).build())));
    }

    assertThat(listener.datagrams()).isEmpty();
  }

  private static List<Thread> statsdThreadsSince(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getName().startsWith("StatsD"))
        .toList();
  }
}
