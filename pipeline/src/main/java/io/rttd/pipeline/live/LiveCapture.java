package io.rttd.pipeline.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.afpacket.AfPacketSource;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.capture.libpcap.LibpcapSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Opens live captures. */
public final class LiveCapture {
  private static final Logger LOGGER = System.getLogger(LiveCapture.class.getName());

  private LiveCapture() {}

  /**
   * Starts capturing, and resumes after the interface was removed and recreated. The network
   * namespace is that of the calling thread, and later that of the thread that polls.
   *
   * <p>If AF_PACKET is unavailable, it uses libpcap instead, and logs that.
   *
   * @throws CaptureException NOT_FOUND (no such interface), NO_PERMISSION (no CAP_NET_RAW),
   *     BAD_FILTER, or UNSUPPORTED (neither method is available)
   */
  public static FilteredSource open(LiveSettings settings) throws CaptureException {
    return open(settings, LiveCapture::afPacket, LiveCapture::libpcap, false);
  }

  /**
   * As {@link #open}, but waits for an interface that does not exist yet, as for one that was
   * removed.
   *
   * @throws CaptureException as there, except for NOT_FOUND
   */
  public static FilteredSource openOrAwait(LiveSettings settings) throws CaptureException {
    return open(settings, LiveCapture::afPacket, LiveCapture::libpcap, true);
  }

  /** One way to open a capture. */
  @FunctionalInterface
  interface Way {
    FilteredSource open(LiveSettings settings, PeerFilter filter) throws CaptureException;
  }

  static FilteredSource open(LiveSettings settings, Way afPacket, Way libpcap)
      throws CaptureException {
    return open(settings, afPacket, libpcap, false);
  }

  private static FilteredSource open(
      LiveSettings settings, Way afPacket, Way libpcap, boolean awaitsInterface)
      throws CaptureException {
    Way way =
        settings.method() == LiveMethod.LIBPCAP
            ? libpcap
            : (wanted, filter) -> withFallBack(wanted, filter, afPacket, libpcap);
    return new ReopeningSource(
        settings.interfaceName(),
        settings.filter(),
        filter -> way.open(settings, filter),
        awaitsInterface);
  }

  private static FilteredSource withFallBack(
      LiveSettings settings, PeerFilter filter, Way afPacket, Way libpcap) throws CaptureException {
    try {
      return afPacket.open(settings, filter);
    } catch (CaptureException e) {
      // With libpcap, each of a group's sources would receive everything.
      if (e.reason() != Reason.UNSUPPORTED || settings.ring().group().isPresent()) {
        throw e;
      }
      LOGGER.log(
          Level.WARNING,
          "{0}; capturing through libpcap instead, at two to four times the cost per packet",
          e.getMessage());
      try {
        return libpcap.open(settings, filter);
      } catch (CaptureException alsoFailed) {
        alsoFailed.addSuppressed(e);
        throw alsoFailed;
      }
    }
  }

  private static FilteredSource afPacket(LiveSettings settings, PeerFilter filter)
      throws CaptureException {
    if (LiveMethod.best() != LiveMethod.AF_PACKET) {
      throw new CaptureException(
          Reason.UNSUPPORTED, settings.interfaceName() + ": AF_PACKET exists only on Linux");
    }
    return AfPacketSource.open(settings.interfaceName(), kept(settings), filter, settings.ring());
  }

  /**
   * What an interface sends may be what this host receives: on loopback, and on interfaces without
   * addresses (bridge ports, veth ends). There, sent ACKs are always kept. With {@link
   * CaptureInterfaces#ANY}, packets to this host itself are also captured where they are received.
   */
  private static SnapPolicy kept(LiveSettings settings) {
    boolean carriesForOthers =
        CaptureInterfaces.list().stream()
            .filter(each -> each.name().equals(settings.interfaceName()))
            .anyMatch(each -> each.loopback() || each.addresses().isEmpty());
    SnapPolicy asked = settings.kept();
    return new SnapPolicy(asked.snaplenBytes(), asked.pureAcksSent() || carriesForOthers);
  }

  private static FilteredSource libpcap(LiveSettings settings, PeerFilter filter)
      throws CaptureException {
    return LibpcapSource.open(
        settings.interfaceName(),
        settings.kept().snaplenBytes(),
        filter,
        settings.ring().bytes(),
        settings.ring().promiscuous());
  }
}
