package io.rttd.capture.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.KeptBytes;
import io.rttd.capture.filter.PeerFilter;

/** A process of its own that listens on loopback by the method it is told, or says why not. */
final class OpeningLoopback {
  private OpeningLoopback() {}

  public static void main(String[] arguments) {
    LiveMethod method = LiveMethod.valueOf(arguments[0]);
    LiveSettings settings =
        new LiveSettings("lo", KeptBytes.headers(128), PeerFilter.allTcp(), method, 1 << 20);
    try (FrameSource source = LiveCapture.open(settings)) {
      System.out.println("opened " + source.isLive());
    } catch (CaptureException e) {
      System.out.println(e.reason() + " " + e.getMessage());
    }
  }
}
