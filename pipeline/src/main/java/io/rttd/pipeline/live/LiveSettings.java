package io.rttd.pipeline.live;

import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import java.util.Objects;

/**
 * Settings of a live capture.
 *
 * @param interfaceName what to listen on: a name, or {@link io.rttd.capture.CaptureInterfaces#ANY}
 * @param kept how much the kernel keeps of each packet
 * @param filter which segments to capture
 * @param method how packets are read from the kernel
 * @param ring size of the packet ring, and the group that shares the packets
 */
public record LiveSettings(
    String interfaceName,
    SnapPolicy kept,
    PeerFilter filter,
    LiveMethod method,
    RingSettings ring) {
  /** The ring takes an eighth of {@code memory_limit}, in addition to it. */
  private static final int MEMORY_SHARE = 8;

  private static final long MOST_RING_BYTES = 1L << 30;

  /** Rejects invalid settings. */
  public LiveSettings {
    Objects.requireNonNull(interfaceName, "interfaceName");
    Objects.requireNonNull(kept, "kept");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(ring, "ring");
  }

  /**
   * Captures the headers of an interface's selected TCP, by the best method, with the default ring.
   */
  public static LiveSettings of(String interfaceName, int snaplenBytes, PeerFilter filter) {
    return new LiveSettings(
        interfaceName,
        SnapPolicy.headers(snaplenBytes),
        filter,
        LiveMethod.best(),
        RingSettings.DEFAULT);
  }

  /** The ring of a capture whose engine has this much memory: an eighth of it, at most 1 GiB. */
  public static long ringBytesFor(long memoryBytes) {
    return Math.max(1, Math.min(memoryBytes / MEMORY_SHARE, MOST_RING_BYTES));
  }
}
