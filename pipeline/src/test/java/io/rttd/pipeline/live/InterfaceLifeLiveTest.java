package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interfaces that go away while they are listened on, and come back. */
@Tag("live")
final class InterfaceLifeLiveTest {
  private static final int PORT = 7400;

  @Tag("fault")
  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldSurviveAnInterfaceThatGoesDownAndUpAgain(LiveMethod method) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source = LiveWire.open(own, INTERFACE, PeerFilter.allTcp(), method)) {
      HeardFrames heard = new HeardFrames();
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "down");
      long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < 20; i++) {
        assertThat(source.poll(heard, 256)).isZero();
      }
      long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "up");
      addNeighbour(own, INTERFACE);
      TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 20);

      assertThat(heard.readUntilQuiet(source).size()).isGreaterThan(40);
      assertThat(source.interruptions()).isEqualTo(method == LiveMethod.AF_PACKET ? 1 : 0);
      assertThat(Duration.ofNanos(cpuNs)).as("no spinning").isLessThan(Duration.ofMillis(100));
    }
  }

  @Tag("fault")
  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureAgainOnAnInterfaceThatWasRemovedAndRecreated(LiveMethod method)
      throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source = LiveWire.open(own, INTERFACE, PeerFilter.allTcp(), method)) {
      own.runInside(own.near(), "ip", "link", "delete", INTERFACE);
      assertThat(own.callInside(own.near(), () -> source.poll(new HeardFrames(), 1))).isZero();
      own.joinWithVeth();

      awaitHearing(own, source);
      assertThat(source.interruptions()).isOne();
    }
  }

  @Tag("fault")
  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldStayWithAnInterfaceThatIsRenamed(LiveMethod method) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source = LiveWire.open(own, INTERFACE, PeerFilter.allTcp(), method)) {
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "down");
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "name", "other0");
      assertThat(own.callInside(own.near(), () -> source.poll(new HeardFrames(), 1))).isZero();
      own.runInside(own.near(), "ip", "link", "set", "other0", "up");
      addNeighbour(own, "other0");

      awaitHearing(own, source);
    }
  }

  @Tag("fault")
  @Test
  void shouldSwitchToTheInterfaceThatHasTheNameNow() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source =
            LiveWire.open(own, INTERFACE, PeerFilter.allTcp(), LiveMethod.AF_PACKET)) {
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "down");
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "name", "other0");
      own.runInside(own.near(), "ip", "link", "set", "lo", "down");
      own.runInside(own.near(), "ip", "link", "set", "lo", "name", INTERFACE);
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "up");

      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                TcpTraffic.exchange(own, own.near(), own.near(), "127.0.0.1", PORT, 1);
                HeardFrames heard = new HeardFrames();
                return own.callInside(own.near(), () -> heard.readUntilQuiet(source)).size() > 0;
              });
    }
  }

  private static void awaitHearing(NetworkNamespaces own, FrameSource source) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 1);
              HeardFrames heard = new HeardFrames();
              return own.callInside(own.near(), () -> heard.readUntilQuiet(source)).size() > 0;
            });
  }

  private static void addNeighbour(NetworkNamespaces own, String interfaceName) throws Exception {
    own.runInside(
        own.near(),
        "ip",
        "neighbour",
        "replace",
        FAR_ADDRESS,
        "lladdr",
        "02:00:c6:12:07:02",
        "dev",
        interfaceName,
        "nud",
        "permanent");
  }
}
