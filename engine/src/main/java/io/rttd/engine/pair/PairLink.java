package io.rttd.engine.pair;

import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.RttStats;
import org.agrona.UnsafeApi;

/**
 * What the pair table keeps with an end of a flow, in the space that {@link HalfFlow} leaves to its
 * user. Values are stored plus one, since that space starts zeroed. The upper bits of the pair's
 * word hold what is known about the end.
 */
public final class PairLink {
  /** {@link #pair} of a half flow whose pair has not been resolved. */
  public static final int NONE = -1;

  private static final int CLIENT = 1 << 31;
  private static final int LOCAL = 1 << 30;
  private static final int PAIR_MASK = (1 << 27) - 1;

  private PairLink() {}

  /** Index of the pair that this half's samples belong to, or {@link #NONE}. */
  public static int pair(HalfFlow half) {
    return (UnsafeApi.getInt(half.flowUserAddress()) & PAIR_MASK) - 1;
  }

  /** Stores the pair for the lifetime of the flow. */
  public static void setPair(HalfFlow half, int index) {
    int end = UnsafeApi.getInt(half.flowUserAddress()) & ~PAIR_MASK;
    UnsafeApi.putInt(half.flowUserAddress(), end | (index + 1));
  }

  /** Stores what a SYN revealed about this end. */
  static void setEnd(HalfFlow half, boolean client, boolean local) {
    int pair = UnsafeApi.getInt(half.flowUserAddress()) & PAIR_MASK;
    UnsafeApi.putInt(half.flowUserAddress(), pair | (client ? CLIENT : 0) | (local ? LOCAL : 0));
  }

  /** Whether a SYN showed that this end is the client. */
  public static boolean isClient(HalfFlow half) {
    return (UnsafeApi.getInt(half.flowUserAddress()) & CLIENT) != 0;
  }

  /** Whether a SYN showed that this end is local. */
  static boolean isLocal(HalfFlow half) {
    return (UnsafeApi.getInt(half.flowUserAddress()) & LOCAL) != 0;
  }

  /** The last sample of what this end sent, ns, or {@link RttStats#NO_PREVIOUS}. */
  public static long lastRttNs(HalfFlow half) {
    return UnsafeApi.getLong(half.connectionUserAddress()) - 1;
  }

  /** Stores a sample, for the jitter of the connection's next one. */
  public static void setLastRttNs(HalfFlow half, long rttNs) {
    UnsafeApi.putLong(half.connectionUserAddress(), rttNs + 1);
  }
}
