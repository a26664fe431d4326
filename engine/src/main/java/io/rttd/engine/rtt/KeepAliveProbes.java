package io.rttd.engine.rtt;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import org.agrona.collections.Hashing;
import org.agrona.collections.Long2LongHashMap;

/**
 * Keep-alives awaiting their answers, which must be immediate (RFC 9293 3.8.4): on an idle
 * connection nothing else can be timed for hours.
 *
 * <p>They are rare and answered soon, so a half flow has only a flag, and a map here leads from
 * half flow to slot. The first ACK of what was sent removes the probe. It is the answer if the
 * probe was sent once and the ACK echoes its timestamp (RFC 7323 4.3); without timestamps, if the
 * window is unchanged and the ACK is not itself a keep-alive.
 *
 * <p>Beyond {@value #MOST_PROBES}, or without a free slot, a probe is not timed, nor is its
 * retransmission, which would look like a first transmission.
 */
final class KeepAliveProbes {
  private static final int MOST_PROBES = 1024;

  /** Eighths of the slot pool reserved for segments. */
  private static final int LEFT_TO_SEGMENTS = 2;

  private final SegmentSlots slots;

  /** Large enough never to grow. */
  private final Long2LongHashMap slotOf =
      new Long2LongHashMap(2 * MOST_PROBES, Hashing.DEFAULT_LOAD_FACTOR, Slab.NIL);

  KeepAliveProbes(SegmentSlots slots) {
    this.slots = slots;
  }

  /** Handles a keep-alive of {@code sender}, possibly a repeated one. */
  void sent(Segment probe, HalfFlow sender) {
    if (sender.is(HalfFlow.PROBED)) {
      int known = (int) slotOf.get(sender.identity());
      if (known != Slab.NIL) {
        slots.addFlags(known, SegmentSlots.RESENT);
      }
      return;
    }
    int slot = slotOf.size() < MOST_PROBES ? slots.allocateLeaving(LEFT_TO_SEGMENTS) : Slab.NIL;
    if (slot != Slab.NIL) {
      slots.fill(slot, probe, probe.seq, sender.sndMax(), 0);
      slots.addFlags(slot, SegmentSlots.PROBE);
      slotOf.put(sender.identity(), slot);
    }
    sender.set(HalfFlow.PROBED);
  }

  /**
   * The slot of the probe that a pure ACK of everything sent answers, or {@link Slab#NIL}.
   *
   * @param acknowledger the end that sent the ACK, as it was before
   */
  int answered(Segment ack, HalfFlow sender, HalfFlow acknowledger) {
    int slot = (int) slotOf.get(sender.identity());
    if (slot == Slab.NIL) {
      return Slab.NIL;
    }
    int flags = slots.flags(slot);
    boolean sure =
        bothBearTimestamps(ack, flags)
            ? ack.tsEcr == slots.tsVal(slot)
            : ack.window == acknowledger.window() && ack.seq != acknowledger.sndMax() - 1;
    return sure && (flags & SegmentSlots.RESENT) == 0 ? slot : Slab.NIL;
  }

  /**
   * Whether the answer has a timestamp that distinguishes it from this ACK of the same number.
   * Without one, the next pure ACK may be a duplicate of this one.
   */
  boolean areToldApartByTimestamps(Segment ack, HalfFlow sender) {
    int slot = (int) slotOf.get(sender.identity());
    return slot != Slab.NIL && bothBearTimestamps(ack, slots.flags(slot));
  }

  private static boolean bothBearTimestamps(Segment ack, int probeFlags) {
    return ack.hasTimestamps && (probeFlags & SegmentSlots.HAS_TS_VAL) != 0;
  }

  /** Releases the probe of a half flow. */
  void forget(HalfFlow sender) {
    if (sender.is(HalfFlow.PROBED)) {
      int slot = (int) slotOf.remove(sender.identity());
      if (slot != Slab.NIL) {
        slots.free(slot);
      }
      sender.unset(HalfFlow.PROBED);
    }
  }

  /** Number of waiting probes. */
  int count() {
    return slotOf.size();
  }
}
