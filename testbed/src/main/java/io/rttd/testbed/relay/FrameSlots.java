package io.rttd.testbed.relay;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Storage for waiting frames: slots of equal size in one block of native memory. The slot freed
 * last is reused first, so few frames in flight touch little memory. Confined to one thread.
 */
final class FrameSlots implements AutoCloseable {
  private final Memory memory;
  private final UnsafeBuffer buffer;
  private final long address;
  private final int slotLength;
  private final int[] free;
  private int freeCount;

  private final long[] arrivalNs;
  private final long[] dueNs;
  private final int[] length;
  private final boolean[] reordered;

  FrameSlots(int count, int slotLength) {
    this.slotLength = slotLength;
    memory = new Memory((long) count * slotLength);
    address = Pointer.nativeValue(memory);
    buffer = new UnsafeBuffer(address, count * slotLength);
    free = new int[count];
    for (int i = 0; i < count; i++) {
      free[i] = count - 1 - i;
    }
    freeCount = count;
    arrivalNs = new long[count];
    dueNs = new long[count];
    length = new int[count];
    reordered = new boolean[count];
  }

  /** Takes a free slot; -1 if all are in use. */
  int take() {
    return freeCount == 0 ? -1 : free[--freeCount];
  }

  void giveBack(int slot) {
    free[freeCount++] = slot;
  }

  void set(int slot, long arrival, long due, int frameLength, boolean wasReordered) {
    arrivalNs[slot] = arrival;
    dueNs[slot] = due;
    length[slot] = frameLength;
    reordered[slot] = wasReordered;
  }

  long arrivalNs(int slot) {
    return arrivalNs[slot];
  }

  long dueNs(int slot) {
    return dueNs[slot];
  }

  /** Bytes read from the device, including its header. */
  int length(int slot) {
    return length[slot];
  }

  boolean reordered(int slot) {
    return reordered[slot];
  }

  int slotLength() {
    return slotLength;
  }

  long address(int slot) {
    return address + offset(slot);
  }

  int offset(int slot) {
    return slot * slotLength;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  /** Frees the memory; no slot may be used afterwards. */
  @Override
  public void close() {
    memory.close();
  }
}
