package io.rttd.daemon.run;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.live.NetworkNamespaces;
import io.rttd.pipeline.live.TcpTraffic;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import io.rttd.reporting.status.DaemonStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Interfaces, routes and addresses that come and go beneath a daemon, in network namespaces. */
@Tag("live")
class InterfacesLiveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORT = 7450;
  private static final int MESSAGES = 10;

  /** Samples by {@code iface src dst}. */
  private static final class CountingSink implements MetricSink {
    private final Map<String, Long> samples = new ConcurrentHashMap<>();

    @Override
    public void onReport(Report report) {
      report
          .peers()
          .forEach(
              pair ->
                  samples.merge(
                      report.iface() + " " + pair.src() + " " + pair.dst(),
                      pair.count(),
                      Long::sum));
    }

    @Override
    public void close() {}
  }

  private final CountingSink sink = new CountingSink();
  private NetworkNamespaces own;
  private RttDaemon daemon;

  @BeforeEach
  void makeNamespaces() throws Exception {
    Permission.assumeMayCapture();
    own = NetworkNamespaces.create();
  }

  @AfterEach
  void close() {
    if (daemon != null) {
      daemon.close();
    }
    if (own != null) {
      own.close();
    }
  }

  @Test
  void shouldMeasureOnAnInterfaceThatAppearsLateAndOnTheOthersMeanwhile() throws Exception {
    launch("[{interface: late0}, {interface: wire0}]");
    assertThat(daemon.status().captures())
        .containsExactly(
            DaemonStatus.Capture.waiting("late0"),
            new DaemonStatus.Capture("wire0", List.of(), true, false, Optional.empty()));
    exchange(own.near(), own.far(), FAR_ADDRESS);
    awaitSamples("wire0", NEAR_ADDRESS, FAR_ADDRESS);

    addVeth("late0", 8);
    awaitMeasuring("late0", "wire0");
    awaitTimed(() -> exchange(own.near(), own.far(), "198.18.8.2"), "late0 198.18.8.1 198.18.8.2");
    assertThat(daemon.status().failure()).isEmpty();
  }

  @Test
  void shouldFollowTheDefaultRoute() throws Exception {
    launch("[{interface: auto}]");
    assertThat(daemon.status().captures()).containsExactly(DaemonStatus.Capture.waiting("auto"));
    assertThat(daemon.status().isOffline()).isFalse();

    ip("route", "add", "default", "via", FAR_ADDRESS);
    awaitMeasuring("wire0");
    exchange(own.near(), own.far(), FAR_ADDRESS);
    addVeth("other0", 8);
    ip("route", "replace", "default", "via", "198.18.8.2");
    awaitMeasuring("other0");
    assertThat(sink.samples.get("wire0 " + NEAR_ADDRESS + " " + FAR_ADDRESS))
        .as("what was measured is reported when auto leaves an interface")
        .isGreaterThan(MESSAGES);

    daemon.reload(config("[{interface: auto, tags: ['a:b']}]"));
    awaitMeasuring("other0");
    awaitTimed(() -> exchange(own.near(), own.far(), "198.18.8.2"), "other0 198.18.8.1 198.18.8.2");
    ip("route", "delete", "default");
    await()
        .atMost(PATIENCE)
        .until(
            () -> daemon.status().captures().equals(List.of(DaemonStatus.Capture.waiting("auto"))));
    assertThat(daemon.status().failure()).isEmpty();
  }

  @Test
  void shouldPickUpInterfacesThatMatchAPatternAndMeasureEachOnce() throws Exception {
    launch("[{interface: 'net*'}, {interface: '*0', tags: ['a:b']}, {interface: net1}]");
    awaitMeasuring("wire0", "net1?");
    addVeth("net0", 8);
    addVeth("net1", 9);
    awaitMeasuring("wire0", "net1", "net0");
    awaitTimed(() -> exchange(own.near(), own.far(), "198.18.8.2"), "net0 198.18.8.1 198.18.8.2");
    awaitTimed(() -> exchange(own.near(), own.far(), "198.18.9.2"), "net1 198.18.9.1 198.18.9.2");

    ip("link", "delete", "net0");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                daemon.status().captures().stream().noneMatch(each -> each.name().equals("net0")));
    exchange(own.near(), own.far(), FAR_ADDRESS);
    awaitSamples("wire0", NEAR_ADDRESS, FAR_ADDRESS);
    assertThat(daemon.status().failure()).isEmpty();
  }

  @Test
  void shouldKnowAnInterfaceByItsAltnameAndAnAddressLabel() throws Exception {
    ip("link", "property", "add", "dev", INTERFACE, "altname", "the-wire-to-the-far-side");
    launch("[{interface: the-wire-to-the-far-side}]");
    awaitMeasuring("wire0");
    daemon.reload(config("[{interface: 'wire0:1'}]"));
    awaitMeasuring("wire0");
    exchange(own.near(), own.far(), FAR_ADDRESS);

    awaitSamples("wire0", NEAR_ADDRESS, FAR_ADDRESS);
  }

  @Test
  void shouldTimeAVirtualAddressOnLoopback() throws Exception {
    launch("[{interface: wire0}]");
    String vip = "198.18.99.1";
    ip("address", "add", vip + "/32", "dev", "lo");
    own.runInside(own.far(), "ip", "route", "add", vip, "via", NEAR_ADDRESS);

    awaitTimed(() -> exchange(own.far(), own.near(), vip), "wire0 " + vip + " " + FAR_ADDRESS);
  }

  @Test
  void shouldTimeAPodThatIsRoutedBehindTheHost() throws Exception {
    launch("[{interface: wire0}, {interface: pod0}]");
    String pod = "198.18.90.7";
    try (NetworkNamespaces other = NetworkNamespaces.create()) {
      String inside = other.far();
      other.runInside(inside, "ip", "link", "delete", INTERFACE);
      ip("link", "add", "pod0", "type", "veth", "peer", "name", "eth0", "netns", inside);
      own.runInside(own.near(), "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
      ip("link", "set", "pod0", "up");
      ip("route", "add", pod + "/32", "dev", "pod0");
      other.runInside(inside, "ip", "address", "add", pod + "/32", "dev", "eth0");
      other.runInside(inside, "ip", "link", "set", "eth0", "up");
      other.runInside(inside, "ip", "route", "add", NEAR_ADDRESS, "dev", "eth0");
      other.runInside(
          inside, "ip", "route", "add", FAR_ADDRESS, "via", NEAR_ADDRESS, "dev", "eth0");
      own.runInside(own.far(), "ip", "route", "add", pod, "via", NEAR_ADDRESS);

      awaitTimed(
          () -> exchange(inside, own.far(), FAR_ADDRESS), "wire0 " + pod + " " + FAR_ADDRESS);
      awaitTimed(() -> exchange(inside, own.far(), FAR_ADDRESS), "pod0 " + pod + " " + FAR_ADDRESS);
      assertThat(sink.samples).doesNotContainKey("wire0 " + FAR_ADDRESS + " " + pod);
    }
  }

  /** Traffic that a test causes. */
  @FunctionalInterface
  private interface Traffic {
    void send() throws Exception;
  }

  /**
   * An address is local as soon as rttd has taken notice of it; what passed before is not timed.
   */
  private void awaitTimed(Traffic traffic, String pair) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              traffic.send();
              return sink.samples.getOrDefault(pair, 0L) > 0;
            });
  }

  private void launch(String instances) throws Exception {
    RttdConfig config = config(instances);
    daemon = own.callInside(own.near(), () -> RttDaemon.launch(config, List.of(sink)));
  }

  private static RttdConfig config(String instances) throws ConfigException {
    return new ConfigReader(Map.of(), 2)
        .parse("t.yaml", "init_config: {report_interval: 1}\ninstances: " + instances + "\n");
  }

  /** A question mark behind a name: it is waited for. */
  private void awaitMeasuring(String... names) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(daemon.status().captures())
                    .extracting(each -> each.name() + (each.isWaiting() ? "?" : ""))
                    .filteredOn(name -> !name.endsWith("*?"))
                    .containsExactlyInAnyOrderElementsOf(Arrays.asList(names)));
  }

  private void awaitSamples(String iface, String src, String dst) {
    await()
        .atMost(PATIENCE)
        .until(() -> sink.samples.getOrDefault(iface + " " + src + " " + dst, 0L) > MESSAGES);
  }

  private void exchange(String client, String server, String address) throws Exception {
    TcpTraffic.exchange(own, client, server, address, PORT, MESSAGES);
  }

  /** Another wire between the two, 198.18.N.1 to 198.18.N.2. */
  private void addVeth(String name, int network) throws Exception {
    ip("link", "add", name, "type", "veth", "peer", "name", name, "netns", own.far());
    ip("address", "add", "198.18." + network + ".1/30", "dev", name);
    own.runInside(own.far(), "ip", "address", "add", "198.18." + network + ".2/30", "dev", name);
    own.runInside(own.far(), "ip", "link", "set", name, "up");
    ip("link", "set", name, "up");
  }

  private void ip(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "ip";
    System.arraycopy(words, 0, command, 1, words.length);
    own.runInside(own.near(), command);
  }
}
