package io.rttd.engine.memory;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records of one size, off-heap, under a hard cap.
 *
 * <p>Memory is taken from the system a chunk at a time, when it is first needed, and kept. Freed
 * records are reused last in, first out, so that a quiet host stays within a few cache lines. The
 * list of free records runs through their first four bytes. Not thread-safe: a slab belongs to its
 * shard's thread.
 */
public final class Slab {
  /** No record. */
  public static final int NIL = -1;

  private static final int CHUNK_BYTES = 1 << 20;

  private final int recordBytes;
  private final int maxRecords;
  private final int chunkShift;
  private final int chunkMask;
  private final UnsafeBuffer[] chunks;
  private int chunkCount;
  private int fresh;
  private int free = NIL;
  private int used;

  /**
   * A slab without memory yet.
   *
   * @param recordBytes size of a record, a multiple of 8
   * @param maxRecords never more records than this, at least 1
   */
  public Slab(int recordBytes, int maxRecords) {
    if (recordBytes <= 0 || recordBytes % 8 != 0 || maxRecords < 1) {
      throw new IllegalArgumentException(recordBytes + " bytes, " + maxRecords + " records");
    }
    this.recordBytes = recordBytes;
    this.maxRecords = maxRecords;
    int fitting = Math.max(1, Math.min(maxRecords, CHUNK_BYTES / recordBytes));
    chunkShift = 31 - Integer.numberOfLeadingZeros(fitting);
    chunkMask = (1 << chunkShift) - 1;
    chunks = new UnsafeBuffer[((maxRecords - 1) >>> chunkShift) + 1];
  }

  /** A record with arbitrary content, or {@link #NIL} at the cap. */
  public int allocate() {
    int record = free;
    if (record != NIL) {
      free = buffer(record).getInt(offset(record));
      used++;
      return record;
    }
    if (fresh == maxRecords) {
      return NIL;
    }
    if (fresh >>> chunkShift == chunkCount) {
      chunks[chunkCount++] =
          new UnsafeBuffer(
              BufferUtil.allocateDirectAligned(
                  recordBytes << chunkShift, BitUtil.CACHE_LINE_LENGTH));
    }
    used++;
    return fresh++;
  }

  /** Takes a record back, which must have been allocated. */
  public void free(int record) {
    buffer(record).putInt(offset(record), free);
    free = record;
    used--;
  }

  /** The buffer that holds a record. */
  public UnsafeBuffer buffer(int record) {
    return chunks[record >>> chunkShift];
  }

  /** Index of a record's first byte within {@link #buffer(int)}. */
  public int offset(int record) {
    return (record & chunkMask) * recordBytes;
  }

  /** Records in use. */
  public int used() {
    return used;
  }

  /** Whether the next {@link #allocate()} would give {@link #NIL}. */
  public boolean isFull() {
    return used == maxRecords;
  }

  /** Upper bound of all records that were ever allocated: they are numbered from 0. */
  public int highWater() {
    return fresh;
  }

  /** Bytes taken from the system. */
  public long bytes() {
    return (long) chunkCount * (recordBytes << chunkShift);
  }
}
