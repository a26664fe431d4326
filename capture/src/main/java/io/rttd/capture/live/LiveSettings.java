package io.rttd.capture.live;

import io.rttd.capture.filter.PeerFilter;
import java.util.Objects;

/**
 * A live capture.
 *
 * @param interfaceName what to listen on: a name, or {@link io.rttd.capture.CaptureInterfaces#ANY}
 * @param snaplenBytes captured of each packet, 104 to 262144
 * @param filter which segments
 * @param method how packets come from the kernel
 * @param ringBytes how much the kernel may hold until it is read
 */
public record LiveSettings(
    String interfaceName, int snaplenBytes, PeerFilter filter, LiveMethod method, long ringBytes) {
  /** 64 MiB: a quarter of a second at a million packets of 200 bytes. */
  public static final long DEFAULT_RING_BYTES = 64L << 20;

  /** Refuses what cannot be captured with. */
  public LiveSettings {
    Objects.requireNonNull(interfaceName, "interfaceName");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(method, "method");
    if (snaplenBytes < 1 || ringBytes < 1) {
      throw new IllegalArgumentException("snaplen and ring need bytes");
    }
  }

  /** All or some TCP of an interface, by the best method and with the default ring. */
  public static LiveSettings of(String interfaceName, int snaplenBytes, PeerFilter filter) {
    return new LiveSettings(
        interfaceName, snaplenBytes, filter, LiveMethod.best(), DEFAULT_RING_BYTES);
  }
}
