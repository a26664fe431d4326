package io.rttd.testbed.relay;

import java.util.Arrays;

/**
 * Waiting frames, soonest first; frames due at the same time leave in the order in which they were
 * added.
 *
 * <p>A binary heap over primitive arrays of a fixed size: adding and removing allocate nothing.
 * With constant delays it works as a plain queue, and adding takes one comparison. Not thread-safe.
 */
public final class DueQueue {
  private final long[] dueNs;
  private final long[] order;
  private final int[] slot;
  private int size;
  private long added;

  /**
   * Creates an empty queue.
   *
   * @param capacity maximum number of entries, at least 1
   */
  public DueQueue(int capacity) {
    dueNs = new long[capacity];
    order = new long[capacity];
    slot = new int[capacity];
  }

  /** Number of entries. */
  public int size() {
    return size;
  }

  /** When the soonest entry is due, or {@link Long#MAX_VALUE} if the queue is empty. */
  public long nextDueNs() {
    return size == 0 ? Long.MAX_VALUE : dueNs[0];
  }

  /**
   * Adds an entry.
   *
   * @param due when it is due, ns
   * @param frameSlot slot of the waiting frame
   * @return false if the queue is full and nothing was added
   */
  public boolean add(long due, int frameSlot) {
    if (size == dueNs.length) {
      return false;
    }
    long number = added++;
    int i = size++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (dueNs[parent] <= due) {
        break;
      }
      move(parent, i);
      i = parent;
    }
    put(i, due, number, frameSlot);
    return true;
  }

  /** Removes the soonest entry and returns its slot; the queue must not be empty. */
  public int remove() {
    if (size == 0) {
      throw new IllegalStateException("the queue is empty");
    }
    int first = slot[0];
    size--;
    if (size > 0) {
      siftDown(dueNs[size], order[size], slot[size]);
    }
    return first;
  }

  /** Removes all entries. */
  public void clear() {
    size = 0;
    Arrays.fill(dueNs, 0);
  }

  private void siftDown(long due, long number, int frameSlot) {
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      int right = child + 1;
      if (right < size && before(dueNs[right], order[right], dueNs[child], order[child])) {
        child = right;
      }
      if (!before(dueNs[child], order[child], due, number)) {
        break;
      }
      move(child, i);
      i = child;
    }
    put(i, due, number, frameSlot);
  }

  private static boolean before(long dueA, long orderA, long dueB, long orderB) {
    return dueA < dueB || (dueA == dueB && orderA < orderB);
  }

  private void move(int from, int to) {
    put(to, dueNs[from], order[from], slot[from]);
  }

  private void put(int i, long due, long number, int frameSlot) {
    dueNs[i] = due;
    order[i] = number;
    slot[i] = frameSlot;
  }
}
