package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is lost under load, and that it is counted. */
@Tag("live")
final class LiveLossLiveTest extends OnLiveWire {
  private static final int PORT = 7400;

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldLoseNothingOfFastBulkTraffic(LiveMethod method) throws Exception {
    assumeTrue(isThere("iperf3"), "needs iperf3");
    wire.namespaces().startInside(wire.namespaces().far(), "iperf3", "-s", "-1", "-B", FAR_ADDRESS);
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = wire.counted();
      Process client =
          wire.namespaces()
              .startInside(
                  wire.namespaces().near(),
                  "sh",
                  "-c",
                  "for try in 1 2 3 4 5 6 7 8 9; do"
                      + " iperf3 -c "
                      + FAR_ADDRESS
                      + " -t 2 -P 4 -M 536 && exit; sleep 0.2; done");
      long[] heard = new long[1];
      for (int quiet = 0; quiet < 8 || client.isAlive(); ) {
        int frames = source.poll((t, link, index, b, o, captured, original) -> heard[0]++, 1024);
        quiet = frames == 0 ? quiet + 1 : 0;
      }

      assertThat(client.exitValue()).isZero();
      assertThat(source.kernelDrops()).isZero();
      assertThat(heard[0]).isGreaterThan(1000).isEqualTo(wire.counted() - before);
    }
  }

  @Tag("fault")
  @Test
  void shouldCountWhatTheKernelDropped() throws Exception {
    LiveSettings smallRing =
        new LiveSettings(
            INTERFACE,
            SnapPolicy.headers(65535),
            PeerFilter.allTcp(),
            LiveMethod.AF_PACKET,
            RingSettings.ofBytes(1));
    try (FrameSource source =
        wire.namespaces().callInside(wire.namespaces().near(), () -> LiveCapture.open(smallRing))) {
      long before = wire.counted();
      wire.exchange(PORT, 6000);
      int heard = new HeardFrames().readUntilQuiet(source).size();

      long dropped = source.kernelDrops();
      assertThat(dropped).isPositive().isEqualTo(source.kernelDrops());
      assertThat(heard + dropped).isEqualTo(wire.counted() - before);
    }
  }

  private static boolean isThere(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
