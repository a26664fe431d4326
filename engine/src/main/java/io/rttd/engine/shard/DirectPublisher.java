package io.rttd.engine.shard;

import com.lmax.disruptor.DataProvider;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import org.agrona.ErrorHandler;

/**
 * Publisher of an engine without rings: the capture thread does the shard's work itself.
 *
 * <p>It handles each segment immediately, for listeners that need each verdict before the next
 * segment; or in batches, so that the shard can prefetch. Waiting segments are handled before a
 * tick, a gap or a report, and with {@link #flush()}: results are the same. If a segment makes the
 * shard throw and the error handler does so too, later segments of the batch are handled with the
 * next call.
 */
public final class DirectPublisher implements SegmentPublisher {
  private final Shard shard;
  private final ErrorHandler errors;
  private final Prefetcher lookAhead;
  private final Segment[] slots;
  private final DataProvider<Segment> slotsInOrder;
  private final Segment event = new Segment();
  private int waiting;
  private int handled;
  private boolean looked;

  /**
   * Creates a publisher for this shard.
   *
   * @param inTurn whether to handle each segment as soon as it is published
   * @param errors called for the shard's exceptions, which it may rethrow to the caller
   */
  public DirectPublisher(Shard shard, boolean inTurn, ErrorHandler errors) {
    this.shard = shard;
    this.errors = errors;
    lookAhead = shard.lookAhead();
    slots = new Segment[inTurn ? 1 : Prefetcher.SEGMENTS];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Segment();
    }
    slotsInOrder = sequence -> slots[(int) sequence];
  }

  @Override
  public Segment claim() {
    if (waiting == slots.length) {
      flush();
    }
    return slots[waiting];
  }

  @Override
  public void publish() {
    waiting++;
    if (waiting == slots.length) {
      flush();
    }
  }

  @Override
  public void leaveOut() {
    shard.onDuplicate(slots[waiting]);
  }

  @Override
  public void flush() {
    if (handled == 0) {
      looked = waiting > 1 && lookAhead.pays();
      if (looked) {
        lookAhead.at(slotsInOrder, 0, waiting);
      }
    }
    boolean done = false;
    try {
      while (handled < waiting) {
        handle(handled++);
      }
      waiting = 0;
      handled = 0;
      done = true;
    } finally {
      // What is added to this batch from now on was not prefetched.
      looked = looked && done;
    }
  }

  private void handle(int slot) {
    try {
      if (looked) {
        shard.onSlot(slots[slot], lookAhead.hash(slot), lookAhead.flow(slot));
      } else {
        shard.onSlot(slots[slot]);
      }
    } catch (Throwable e) {
      errors.onError(e);
    }
  }

  @Override
  public void tick(long timeNs) {
    send(Segment.KIND_TICK, timeNs);
  }

  @Override
  public void gap(long timeNs) {
    send(Segment.KIND_GAP, timeNs);
  }

  @Override
  public void report(long timeNs, boolean last) {
    send(last ? Segment.KIND_LAST_REPORT : Segment.KIND_REPORT, timeNs);
  }

  @Override
  public long stalls() {
    return 0;
  }

  private void send(int kind, long timeNs) {
    flush();
    event.kind = kind;
    event.timeNs = timeNs;
    try {
      shard.onSlot(event);
    } catch (Throwable e) {
      errors.onError(e);
    }
  }
}
