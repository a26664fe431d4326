package io.rttd.pipeline;

import io.rttd.capture.LocalNetworks;
import io.rttd.model.Segment;
import java.util.Objects;

/**
 * Decides whose data is timed: see "Which end is timed" in docs/how-rtt-is-measured.md. Immutable:
 * any thread.
 */
public final class TimedDirections {
  private static final TimedDirections BOTH = new TimedDirections(null);

  private final LocalNetworks local;

  private TimedDirections(LocalNetworks local) {
    this.local = local;
  }

  /** Host mode: what a local end sends is timed. */
  public static TimedDirections host(LocalNetworks local) {
    return new TimedDirections(Objects.requireNonNull(local));
  }

  /** Tap mode: what either end sends is timed. */
  public static TimedDirections bothEnds() {
    return BOTH;
  }

  /** The {@link Segment#timed} bits of a decoded segment; 0 when no end of it is local. */
  public int of(Segment segment) {
    if (local == null) {
      return Segment.TIMED_SRC | Segment.TIMED_DST;
    }
    return (local.contains(segment.srcHi, segment.srcLo) ? Segment.TIMED_SRC : 0)
        | (local.contains(segment.dstHi, segment.dstLo) ? Segment.TIMED_DST : 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimedDirections ends && Objects.equals(local, ends.local);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(local);
  }
}
