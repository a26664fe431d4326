package io.rttd.engine.pair;

import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.RttStats;
import org.agrona.UnsafeApi;

/**
 * What the pair table keeps with an end of a flow, in the space that {@link HalfFlow} leaves to its
 * user. Values are stored plus one, since that space begins as zeros.
 */
public final class PairLink {
  /** {@link #pair} of a half flow whose pair has not been resolved. */
  public static final int NONE = -1;

  private PairLink() {}

  /** Index of the pair that this half's samples belong to, or {@link #NONE}. */
  public static int pair(HalfFlow half) {
    return UnsafeApi.getInt(half.flowUserAddress()) - 1;
  }

  /** Remembers the pair, as long as the flow lives. */
  public static void setPair(HalfFlow half, int index) {
    UnsafeApi.putInt(half.flowUserAddress(), index + 1);
  }

  /** The last sample of what this end sent, ns, or {@link RttStats#NO_PREVIOUS}. */
  public static long lastRttNs(HalfFlow half) {
    return UnsafeApi.getLong(half.connectionUserAddress()) - 1;
  }

  /** Remembers a sample, for the jitter of the connection's next. */
  public static void setLastRttNs(HalfFlow half, long rttNs) {
    UnsafeApi.putLong(half.connectionUserAddress(), rttNs + 1);
  }
}
