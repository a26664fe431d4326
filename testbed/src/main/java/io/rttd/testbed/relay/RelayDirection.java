package io.rttd.testbed.relay;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.rttd.testbed.truth.Fate;
import io.rttd.testbed.truth.TruthRecorder;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One direction of the relay, and the thread that runs it: reads frames from one device, holds them
 * until they are due, writes them to the other.
 *
 * <p>The thread sleeps in ppoll until a frame comes or one is due, with the timer slack that Linux
 * gives to normal threads (50 us) turned off, and with real-time priority where that is permitted.
 * Waking takes some tens of microseconds, so it wakes early and spins to the deadline, as long as
 * its {@link SpinBudget} lasts: the processors belong to the TCP stacks that it serves. It
 * allocates nothing per frame.
 */
final class RelayDirection implements Runnable {
  private static final System.Logger LOG = System.getLogger(RelayDirection.class.getName());

  private static final int BATCH = 16;
  private static final int SLOTS = 32_768;
  private static final int SUPER_SEGMENT_SLOTS = 8_192;
  private static final long LONGEST_SLEEP_NS = 20_000_000;
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long WAKE_EARLY_NS = 60_000;
  private static final long SPIN_WINDOW_NS = 10_000_000;
  private static final long SPIN_LIMIT_NS = 3_000_000;
  private static final int REAL_TIME_PRIORITY = 10;
  private static final long HIGHEST_OVERHEAD_NS = 10 * NS_PER_SECOND;

  // Scratch memory: timespec of the clock, timespec of ppoll, pollfd.
  private static final int CLOCK_OFFSET = 0;
  private static final int TIMEOUT_OFFSET = 16;
  private static final int POLLFD_OFFSET = 32;
  private static final int SCRATCH_LENGTH = 64;

  private final String name;
  private final int code;
  private final TapDevice from;
  private final TapDevice to;
  private final LinkModel model;
  private final ConnectionSpread spread;
  private final TruthRecorder recorder;
  private final FrameSlots slots;
  private final DueQueue queue;
  private final Histogram overheadNs = new Histogram(HIGHEST_OVERHEAD_NS, 3);
  private final SpinBudget spinning = new SpinBudget(SPIN_WINDOW_NS, SPIN_LIMIT_NS);
  private final long[] fates = new long[Fate.values().length];
  private final Memory scratchMemory = new Memory(SCRATCH_LENGTH);
  private final long scratchAddress = Pointer.nativeValue(scratchMemory);
  private final UnsafeBuffer scratch = new UnsafeBuffer(scratchAddress, SCRATCH_LENGTH);
  private volatile boolean running = true;

  RelayDirection(
      String name,
      int code,
      TapDevice from,
      TapDevice to,
      LinkSettings settings,
      TruthRecorder recorder) {
    this.name = name;
    this.code = code;
    this.from = from;
    this.to = to;
    this.recorder = recorder;
    model = new LinkModel(settings);
    spread = new ConnectionSpread(settings);
    int count = from.headerLength() == 0 ? SLOTS : SUPER_SEGMENT_SLOTS;
    slots = new FrameSlots(count, from.slotLength());
    queue = new DueQueue(count);
  }

  @Override
  public void run() {
    prepareThread();
    scratch.putInt(POLLFD_OFFSET, from.fd());
    scratch.putShort(POLLFD_OFFSET + 4, LinuxCalls.POLLIN);
    while (running) {
      int work = readFrames() + writeFrames();
      if (work == 0) {
        sleep();
      } else {
        spinning.pause();
      }
    }
  }

  /** Asks the thread to end, which takes at most 20 ms. Waiting frames are discarded. */
  void stop() {
    running = false;
  }

  /** Departure minus (arrival + delay); call only after the thread has ended. */
  Histogram overheadNs() {
    return overheadNs;
  }

  String name() {
    return name;
  }

  /** Frames by {@link Fate}; call only after the thread has ended. */
  long frames(Fate fate) {
    return fates[fate.ordinal()];
  }

  /** Frees the memory; the thread must have ended. */
  void free() {
    slots.close();
    scratchMemory.close();
  }

  private int readFrames() {
    int n = 0;
    while (n < BATCH) {
      int slot = slots.take();
      if (slot < 0) {
        fates[Fate.NO_ROOM.ordinal()]++;
        return n;
      }
      long length = LinuxCalls.read(from.fd(), slots.address(slot), slots.slotLength());
      if (length <= from.headerLength()) {
        slots.giveBack(slot);
        if (length < 0) {
          checkRead(Native.getLastError());
        }
        return n;
      }
      admit(slot, (int) length);
      n++;
    }
    return n;
  }

  private void admit(int slot, int length) {
    long arrivalNs = nowNs();
    int frameLength = length - from.headerLength();
    Fate fate = model.judge(arrivalNs, frameLength);
    long dueNs =
        model.dueNs()
            + spread.extraNs(slots.buffer(), slots.offset(slot) + from.headerLength(), frameLength);
    slots.set(slot, arrivalNs, dueNs, length, fate == Fate.REORDERED);
    if (fate.arrived()) {
      queue.add(dueNs, slot);
    } else {
      finish(slot, fate, 0);
    }
  }

  private int writeFrames() {
    int n = 0;
    while (n < BATCH && queue.size() > 0) {
      long departureNs = nowNs();
      if (queue.nextDueNs() > departureNs) {
        break;
      }
      int slot = queue.remove();
      long written = LinuxCalls.write(to.fd(), slots.address(slot), slots.length(slot));
      if (written < 0) {
        finish(slot, Fate.REFUSED, 0);
      } else {
        overheadNs.recordValue(Math.min(departureNs - slots.dueNs(slot), HIGHEST_OVERHEAD_NS));
        finish(slot, slots.reordered(slot) ? Fate.REORDERED : Fate.FORWARDED, departureNs);
      }
      n++;
    }
    return n;
  }

  private void finish(int slot, Fate fate, long departureNs) {
    fates[fate.ordinal()]++;
    int header = from.headerLength();
    recorder.record(
        code,
        fate,
        slots.arrivalNs(slot),
        slots.dueNs(slot),
        departureNs,
        slots.buffer(),
        slots.offset(slot) + header,
        slots.length(slot) - header);
    slots.giveBack(slot);
  }

  private void sleep() {
    long nowNs = nowNs();
    long untilDueNs = queue.size() == 0 ? LONGEST_SLEEP_NS : queue.nextDueNs() - nowNs;
    if (untilDueNs <= 0 || (untilDueNs <= WAKE_EARLY_NS && spinning.allows(nowNs))) {
      return;
    }
    spinning.pause();
    boolean canWakeEarly = untilDueNs > WAKE_EARLY_NS;
    long sleepNs = canWakeEarly ? untilDueNs - WAKE_EARLY_NS : untilDueNs;
    scratch.putLong(TIMEOUT_OFFSET, 0);
    scratch.putLong(TIMEOUT_OFFSET + 8, Math.min(sleepNs, LONGEST_SLEEP_NS));
    LinuxCalls.ppoll(scratchAddress + POLLFD_OFFSET, 1, scratchAddress + TIMEOUT_OFFSET, 0);
  }

  private long nowNs() {
    LinuxCalls.clock_gettime(LinuxCalls.CLOCK_REALTIME, scratchAddress + CLOCK_OFFSET);
    return scratch.getLong(CLOCK_OFFSET) * NS_PER_SECOND + scratch.getLong(CLOCK_OFFSET + 8);
  }

  private void checkRead(int errno) {
    // EIO and EBADFD: the interface is down, or gone with its namespace. It may still come up.
    if (errno != LinuxCalls.EAGAIN && errno != LinuxCalls.EINTR) {
      scratch.putLong(TIMEOUT_OFFSET, 0);
      scratch.putLong(TIMEOUT_OFFSET + 8, 1_000_000);
      LinuxCalls.ppoll(0, 0, scratchAddress + TIMEOUT_OFFSET, 0);
    }
  }

  private void prepareThread() {
    LinuxCalls.prctl(LinuxCalls.PR_SET_TIMERSLACK, 1);
    scratch.putInt(CLOCK_OFFSET, REAL_TIME_PRIORITY);
    if (LinuxCalls.sched_setscheduler(0, LinuxCalls.SCHED_FIFO, scratchAddress + CLOCK_OFFSET)
        != 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "relay {0}: no real-time priority, delays will be less exact under load",
          name);
    }
  }
}
