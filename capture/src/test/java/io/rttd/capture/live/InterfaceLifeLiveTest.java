package io.rttd.capture.live;

import static io.rttd.capture.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.capture.live.NetworkNamespaces.INTERFACE;
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
      own.runInside(
          own.near(),
          "ip",
          "neighbour",
          "replace",
          FAR_ADDRESS,
          "lladdr",
          "02:00:c6:12:07:02",
          "dev",
          INTERFACE,
          "nud",
          "permanent");
      TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 20);

      assertThat(heard.readUntilQuiet(source).size()).isGreaterThan(40);
      assertThat(Duration.ofNanos(cpuNs)).as("no spinning").isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void shouldHearAnInterfaceAgainThatWasRemovedAndMadeAnew() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source =
            LiveWire.open(own, INTERFACE, PeerFilter.allTcp(), LiveMethod.AF_PACKET)) {
      own.runInside(own.near(), "ip", "link", "delete", INTERFACE);
      assertThat(own.callInside(own.near(), () -> source.poll(new HeardFrames(), 1))).isZero();
      own.joinWithVeth();
      HeardFrames heard = new HeardFrames();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 1);
                own.callInside(own.near(), () -> heard.readUntilQuiet(source));
                return heard.size() > 0;
              });
    }
  }
}
