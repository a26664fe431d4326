package io.rttd.capture.afpacket;

import java.util.Objects;
import java.util.Optional;

/**
 * How a packet ring is set up.
 *
 * @param bytes how much the kernel may hold until it is read, at least 1
 * @param group shares the packets with other rings, or empty: this one gets all
 * @param hardwareTime whether to take the interface's own times, where it stamps packets
 * @param promiscuous whether the interface also receives frames for other stations; without effect
 *     on {@code any}, where a socket has no interface to name
 */
public record RingSettings(
    long bytes, Optional<FanoutGroup> group, boolean hardwareTime, boolean promiscuous) {
  /** 32 MiB: a fifth of a second at a million packets a second, of which headers are kept. */
  public static final RingSettings DEFAULT = ofBytes(32L << 20);

  /** Refuses a ring without bytes. */
  public RingSettings {
    Objects.requireNonNull(group, "group");
    if (bytes < 1) {
      throw new IllegalArgumentException("a ring needs bytes");
    }
  }

  /** An unshared ring, with the kernel's times, not promiscuous. */
  public static RingSettings ofBytes(long bytes) {
    return new RingSettings(bytes, Optional.empty(), false, false);
  }
}
