package io.rttd.capture.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.afpacket.AfPacketSource;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.libpcap.LibpcapSource;

/** Opens live captures. */
public final class LiveCapture {
  private LiveCapture() {}

  /**
   * Starts to listen. The network namespace is the calling thread's.
   *
   * @throws CaptureException NOT_FOUND (no such interface), NO_PERMISSION (no CAP_NET_RAW),
   *     BAD_FILTER, or UNSUPPORTED (the machine lacks libpcap, or is not Linux)
   */
  public static FilteredSource open(LiveSettings settings) throws CaptureException {
    if (settings.method() == LiveMethod.AF_PACKET && LiveMethod.best() != LiveMethod.AF_PACKET) {
      throw new CaptureException(
          Reason.UNSUPPORTED, "AF_PACKET is Linux's own: use libpcap on this system");
    }
    return switch (settings.method()) {
      case AF_PACKET ->
          AfPacketSource.open(
              settings.interfaceName(), settings.kept(), settings.filter(), settings.ringBytes());
      case LIBPCAP ->
          LibpcapSource.open(
              settings.interfaceName(),
              settings.kept().snaplenBytes(),
              settings.filter(),
              settings.ringBytes());
    };
  }
}
