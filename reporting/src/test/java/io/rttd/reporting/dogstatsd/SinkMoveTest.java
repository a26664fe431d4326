package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The listener moves to another address, or its socket is replaced, while the old one is silent.
 */
class SinkMoveTest {
  private static final String RTT = "system.net.tcp.rtt";
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  private final FakeShard shard = new FakeShard(0, 1);
  private final AtomicReference<String> home = new AtomicReference<>("127.0.0.2");
  private long reports;
  @TempDir private Path folder;

  @Tag("fault")
  @Test
  void shouldFollowANameAwayFromAHostThatStillTakesEverything() throws Exception {
    try (StatsDListener here = StatsDListener.open();
        DatagramSocket silent = silentAt(here.port());
        DogStatsDSink sink = sink(new Endpoint("udp", "agent.test", here.port()), SOON)) {
      sink.onReport(oneSample());
      home.set(here.host());

      await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                sink.onReport(oneSample());
                return !here.lines(RTT).isEmpty();
              });
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Tag("fault")
  @Test
  void shouldFollowWhenTheConfigurationIsReadAgain() throws Exception {
    try (StatsDListener here = StatsDListener.open();
        DatagramSocket silent = silentAt(here.port());
        DogStatsDSink sink = sink(new Endpoint("udp", "agent.test", here.port()), NEVER)) {
      sink.onReport(oneSample());
      home.set(here.host());
      sink.refresh();

      await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                sink.onReport(oneSample());
                return !here.lines(RTT).isEmpty();
              });
      assertThat(silent.isClosed()).isFalse();
    }
  }

  @Tag("fault")
  @Test
  void shouldSendToTheDatagramSocketThatHasThePathNow() throws Exception {
    Path path = folder.resolve("dsd");
    UnixListener old = UnixListener.datagram(path);
    try (DogStatsDSink sink = sink(new Endpoint("unix", path.toString(), 0), NEVER)) {
      sink.onReport(oneSample());
      await().until(() -> old.lines(RTT).size() == 1);
      // The old one lives on, as that of an Agent does that is about to end.
      Files.delete(path);
      try (UnixListener next = UnixListener.datagram(path)) {
        sink.onReport(oneSample());

        await().until(() -> next.lines(RTT).size() == 1);
        assertThat(old.lines(RTT)).hasSize(1);
      }
    } finally {
      old.close();
    }
  }

  private static DatagramSocket silentAt(int port) throws Exception {
    DatagramSocket socket = new DatagramSocket(null);
    socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), port));
    return socket;
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    assertThat(host).isEqualTo("agent.test");
    return new InetAddress[] {InetAddress.getByName(home.get())};
  }

  private Report oneSample() {
    return new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                shard.snapshot(
                    ++reports, false, Samples.of("10.0.0.1", "10.0.0.2").held(1_000_000).build())),
            0,
            CaptureReading.NONE);
  }

  private DogStatsDSink sink(Endpoint endpoint, Duration lookupPeriod) {
    return new DogStatsDSink(
        new ReportingConfig(
            Optional.of(endpoint),
            Duration.ofSeconds(10),
            List.of(50.0),
            true,
            Set.of(),
            List.of(),
            Optional.empty()),
        new DaemonCounts(),
        Map.of(),
        new StatsDConnection.Outside(
            this::lookUp,
            lookupPeriod,
            UnixDatagramChannel::open,
            SystemEpochNanoClock.INSTANCE::nanoTime));
  }
}
