package io.rttd.daemon.run;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.live.NetworkNamespaces;
import io.rttd.pipeline.live.TcpTraffic;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node of Kubernetes, its uplink and a pod behind it, with the interfaces and routes that network
 * plugins make. The configuration is that of the DaemonSet. The near namespace is the node, the far
 * one what the pod talks to.
 */
@Tag("live")
class PodNetworksLiveTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PORT = 7450;
  private static final int MESSAGES = 10;
  private static final String POD = "198.18.90.7";
  private static final String ROUTER = "198.18.90.1";
  private static final String MAC = "02:00:c6:12:90:01";
  private static final String ELSEWHERE = "198.18.60.1";

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
  private NetworkNamespaces node;
  private NetworkNamespaces pod;
  private RttDaemon daemon;

  @BeforeEach
  void makeNode() throws Exception {
    Permission.assumeMayCapture();
    node = NetworkNamespaces.create();
    pod = NetworkNamespaces.create();
    pod.runInside(pod.far(), "ip", "link", "delete", INTERFACE);
    node.runInside(node.near(), "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    onNode("ip route add default via " + FAR_ADDRESS);
    node.runInside(node.far(), "ip", "address", "add", ELSEWHERE + "/32", "dev", "lo");
    RttdConfig config =
        new ConfigReader(Map.of(), 2)
            .parse(
                "t.yaml",
                """
                init_config: {report_interval: 1}
                instances: [{interface: auto, tunnels: true}]
                """);
    daemon = node.callInside(node.near(), () -> RttDaemon.launch(config, List.of(sink)));
  }

  @AfterEach
  void close() {
    if (daemon != null) {
      daemon.close();
    }
    if (node != null) {
      node.close();
    }
    if (pod != null) {
      pod.close();
    }
  }

  /** Each pod has a route of its own, through a veth. */
  @Test
  void shouldTimeAPodOfCalico() throws Exception {
    addPodWithItsOwnRoute("cali1");
    inFar("ip route add " + POD + " via " + NEAR_ADDRESS);

    awaitTimed(ELSEWHERE, INTERFACE);
  }

  /** Between nodes, Calico may wrap packets in IP. */
  @Test
  void shouldTimeAPodOfCalicoInsideATunnel() throws Exception {
    addPodWithItsOwnRoute("cali1");
    String tunnel = "ip link add tunl1 type ipip local %s remote %s 2>/dev/null; ls /sys/class/net";
    assumeTrue(
        onNode(tunnel.formatted(NEAR_ADDRESS, FAR_ADDRESS)).contains("tunl1"),
        "the kernel has no IP in IP");
    inFar(tunnel.formatted(FAR_ADDRESS, NEAR_ADDRESS));
    onNode("ip link set tunl1 up && ip route add " + ELSEWHERE + " dev tunl1");
    inFar("ip link set tunl1 up && ip route add " + POD + " dev tunl1");

    awaitTimed(ELSEWHERE, INTERFACE);
  }

  /** Pods of AWS's plugin leave by the interface that has their address, by policy routing. */
  @Test
  void shouldTimeAPodOfAwsOnItsOwnUplink() throws Exception {
    onNode(
        "ip link add eth1 type veth peer name eth1 netns "
            + node.far()
            + " && ip address add 198.18.8.1/30 dev eth1 && ip link set eth1 up");
    inFar("ip address add 198.18.8.2/30 dev eth1 && ip link set eth1 up");
    onNode("ip route add default via 198.18.8.2 dev eth1 table 2");
    addPodWithItsOwnRoute("eni1");
    onNode("ip rule add to " + POD + " lookup main priority 512");
    onNode("ip rule add from " + POD + " lookup 2 priority 1536");
    inFar("ip route add " + POD + " via 198.18.8.1");

    awaitTimed(ELSEWHERE, "eth1");
    assertThat(sink.samples).doesNotContainKey(pair(INTERFACE, ELSEWHERE));
  }

  /**
   * Without per-endpoint routes, Cilium routes all pods of the node through {@code cilium_host},
   * where its programs pick packets up. Here, the pod is that interface's other end.
   */
  @Test
  void shouldTimeAPodOfCiliumWithoutARouteOfItsOwn() throws Exception {
    onNode(
        "ip link add cilium_host address %s type veth peer name eth0 address %s netns %s"
            .formatted(MAC, MAC, pod.far()));
    onNode(
        "ip link set cilium_host arp off up && ip address add " + ROUTER + "/32 dev cilium_host");
    onNode("ip route add " + ROUTER + " dev cilium_host scope link");
    onNode("ip route add 198.18.90.0/24 via " + ROUTER + " dev cilium_host src " + ROUTER);
    inPod("ip link set eth0 arp off up && ip address add " + POD + "/32 dev eth0");
    inPod("ip route add " + ROUTER + " dev eth0 && ip route add default via " + ROUTER);
    inFar("ip route add 198.18.90.0/24 via " + NEAR_ADDRESS);

    awaitTimed(ELSEWHERE, INTERFACE);
  }

  private void addPodWithItsOwnRoute(String link) throws Exception {
    onNode("ip link add %s type veth peer name eth0 netns %s".formatted(link, pod.far()));
    onNode("ip link set %s up && ip route add %s/32 dev %s".formatted(link, POD, link));
    inPod("ip address add " + POD + "/32 dev eth0 && ip link set eth0 up");
    inPod("ip route add " + NEAR_ADDRESS + " dev eth0");
    inPod("ip route add default via " + NEAR_ADDRESS + " dev eth0");
  }

  /** The pod is local as soon as rttd has noticed its route. */
  private void awaitTimed(String address, String iface) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              TcpTraffic.exchange(node, pod.far(), node.far(), address, PORT, MESSAGES);
              return sink.samples.getOrDefault(pair(iface, address), 0L) > MESSAGES;
            });
    assertThat(sink.samples).doesNotContainKey(iface + " " + address + " " + POD);
    assertThat(daemon.status().failure()).isEmpty();
  }

  private static String pair(String iface, String dst) {
    return iface + " " + POD + " " + dst;
  }

  private String onNode(String command) throws Exception {
    return node.runInside(node.near(), "sh", "-c", command);
  }

  private String inFar(String command) throws Exception {
    return node.runInside(node.far(), "sh", "-c", command);
  }

  private String inPod(String command) throws Exception {
    return pod.runInside(pod.far(), "sh", "-c", command);
  }
}
