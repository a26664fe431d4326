package io.rttd.capture.live;

import io.rttd.capture.filter.KeptBytes;
import io.rttd.capture.filter.PeerFilter;
import java.util.Objects;

/**
 * A live capture.
 *
 * @param interfaceName what to listen on: a name, or {@link io.rttd.capture.CaptureInterfaces#ANY}
 * @param kept how much the kernel keeps of each packet
 * @param filter which segments
 * @param method how packets come from the kernel
 * @param ringBytes how much the kernel may hold until it is read
 */
public record LiveSettings(
    String interfaceName, KeptBytes kept, PeerFilter filter, LiveMethod method, long ringBytes) {
  /** The share of {@code memory_limit} that the ring takes besides it: an eighth. */
  private static final int MEMORY_SHARE = 8;

  private static final long MOST_RING_BYTES = 1L << 30;

  /** 32 MiB: a fifth of a second at a million packets a second, of which headers are kept. */
  public static final long DEFAULT_RING_BYTES = 32L << 20;

  /** Refuses what cannot be captured with. */
  public LiveSettings {
    Objects.requireNonNull(interfaceName, "interfaceName");
    Objects.requireNonNull(kept, "kept");
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(method, "method");
    if (ringBytes < 1) {
      throw new IllegalArgumentException("a ring needs bytes");
    }
  }

  /** The headers of all or some TCP of an interface, by the best method, with the default ring. */
  public static LiveSettings of(String interfaceName, int snaplenBytes, PeerFilter filter) {
    return new LiveSettings(
        interfaceName,
        KeptBytes.headers(snaplenBytes),
        filter,
        LiveMethod.best(),
        DEFAULT_RING_BYTES);
  }

  /** The ring of a capture whose engine has this much memory: an eighth of it, at most 1 GiB. */
  public static long ringBytesFor(long memoryBytes) {
    return Math.max(1, Math.min(memoryBytes / MEMORY_SHARE, MOST_RING_BYTES));
  }
}
