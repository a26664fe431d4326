package io.rttd.engine.shard;

import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import java.util.List;

/**
 * Publisher of a live engine with rings: at ordinary rates, it bypasses them.
 *
 * <p>A ring pays only while the capture thread cannot keep up alone. Otherwise, it costs a second
 * thread that wakes up for each block, and segments that travel through memory instead of staying
 * in the nearest cache. So while its source has to wait for packets, the capture thread does the
 * shards' work itself; when several polls in a row did not have to, it uses the rings until load
 * drops. {@link #onPoll} tells which; a source that never calls it always uses the rings.
 *
 * <p>A shard belongs to its thread while its ring holds a slot that was not handled, and otherwise
 * to the capture thread. No lock is needed:
 *
 * <ul>
 *   <li>Handing over: publishing a slot releases all that the capture thread wrote, and the shard's
 *       thread touches its shard only for a slot.
 *   <li>Taking back: that thread releases its sequence after the last slot; the capture thread
 *       reads it, finds the ring drained, and knows that nothing more happens there.
 * </ul>
 *
 * <p>Capture thread only, except for {@link #turns()} and {@link #stalls()}.
 */
final class BypassingPublisher implements SegmentPublisher {
  /** Polls in a row that found packets at once: a fraction of the kernel's ring is full. */
  static final int BUSY_POLLS = 6;

  /** The rings are left if at most one of this many polls found packets at once. */
  private static final int QUIET_SHARE = 8;

  private final RingPublisher rings;
  private final DirectPublisher[] direct;
  private final Segment scratch = new Segment();
  private boolean bypassing;
  private boolean wantsBypass;
  private int busyInARow;
  private int polls;
  private int busyPolls;
  private volatile long turns;

  /**
   * Creates a publisher that uses the rings at first.
   *
   * @param direct one publisher per shard, in the order of the rings
   */
  BypassingPublisher(RingPublisher rings, List<DirectPublisher> direct) {
    this.rings = rings;
    this.direct = direct.toArray(new DirectPublisher[0]);
  }

  @Override
  public void onPoll(boolean waited) {
    polls++;
    if (waited) {
      busyInARow = 0;
    } else {
      busyPolls++;
      busyInARow++;
    }
  }

  @Override
  public Segment claim() {
    if (!bypassing) {
      if (!wantsBypass || !rings.areDrained()) {
        return rings.claim();
      }
      bypassing = true;
      wantsBypass = false;
    }
    return direct.length == 1 ? direct[0].claim() : scratch;
  }

  @Override
  public void publish() {
    if (!bypassing) {
      rings.publish();
    } else if (direct.length == 1) {
      direct[0].publish();
    } else {
      DirectPublisher shard = direct[rings.shardOf(scratch)];
      shard.claim().copyFrom(scratch);
      shard.publish();
    }
  }

  @Override
  public void flush() {
    if (bypassing) {
      for (DirectPublisher shard : direct) {
        shard.flush();
      }
      bypassing = busyInARow < BUSY_POLLS;
    } else {
      rings.flush();
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the capture thread
  public void tick(long timeNs) {
    if (bypassing) {
      for (DirectPublisher shard : direct) {
        shard.tick(timeNs);
      }
      turns++;
    } else {
      wantsBypass = polls > 0 && busyPolls * QUIET_SHARE <= polls;
      rings.tick(timeNs);
    }
    polls = 0;
    busyPolls = 0;
  }

  @Override
  public void gap(long timeNs) {
    if (bypassing) {
      for (DirectPublisher shard : direct) {
        shard.gap(timeNs);
      }
    } else {
      rings.gap(timeNs);
    }
  }

  @Override
  public void report(long timeNs, boolean last) {
    if (bypassing) {
      for (DirectPublisher shard : direct) {
        shard.report(timeNs, last);
      }
    } else {
      rings.report(timeNs, last);
    }
  }

  @Override
  public long stalls() {
    return rings.stalls();
  }

  /** Ticks that bypassed the rings: the shards' progress meanwhile. Any thread. */
  long turns() {
    return turns;
  }

  /** Whether the capture thread does the shards' work at present. */
  boolean isBypassing() {
    return bypassing;
  }
}
