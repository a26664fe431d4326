package io.rttd.pipeline.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;

/** A process of its own that listens on loopback by the method it is told, or says why not. */
final class OpeningLoopback {
  private OpeningLoopback() {}

  public static void main(String[] arguments) {
    LiveMethod method = LiveMethod.valueOf(arguments[0]);
    LiveSettings settings =
        new LiveSettings(
            "lo",
            SnapPolicy.headers(128),
            PeerFilter.allTcp(),
            method,
            RingSettings.ofBytes(1 << 20));
    try (FrameSource source = LiveCapture.open(settings)) {
      System.out.println("opened " + source.isLive());
    } catch (CaptureException e) {
      System.out.println(e.reason() + " " + e.getMessage());
    }
  }
}
