package io.rttd.capture.afpacket;

import java.util.Objects;
import java.util.Optional;

/**
 * Settings of a packet ring.
 *
 * @param bytes size of the kernel's buffer, at least 1
 * @param group shares the packets with other rings, or empty: this one receives all
 * @param hardwareTime whether to use the interface's own timestamps, if it stamps packets
 * @param promiscuous whether the interface also receives frames for other stations; without effect
 *     on {@code any}, where a socket has no interface to name
 */
public record RingSettings(
    long bytes, Optional<FanoutGroup> group, boolean hardwareTime, boolean promiscuous) {
  /** 32 MiB: the headers of a fifth of a second at a million packets a second. */
  public static final RingSettings DEFAULT = ofBytes(32L << 20);

  /** Rejects a ring without bytes. */
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
