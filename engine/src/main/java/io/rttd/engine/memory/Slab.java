package io.rttd.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

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

  private static final int CHUNKS_OF_GUARANTEE = 8;

  private final int recordBytes;
  private final int maxRecords;
  private final long chunkCost;
  private final MemoryBudget.Share memory;
  private final int chunkShift;
  private final int chunkMask;

  /** Keeps the memory from being freed; it is read and written by its addresses. */
  private ByteBuffer[] chunks = new ByteBuffer[1];

  private long[] chunkAddresses = new long[1];
  private final int maxChunks;
  private int chunkCount;
  private boolean refused;
  private int fresh;
  private int free = NIL;
  private int used;

  /**
   * A slab without memory yet, bounded by its number of records alone.
   *
   * @param recordBytes size of a record, a multiple of 8
   * @param maxRecords never more records than this, at least 1
   */
  public Slab(int recordBytes, int maxRecords) {
    this(recordBytes, 0, maxRecords, MemoryBudget.unlimited());
  }

  /**
   * A slab without memory yet.
   *
   * @param recordBytes size of a record, a multiple of 8
   * @param besidesBytes what its owner keeps elsewhere for each record: taken from the budget too
   * @param maxRecords never more records than this, at least 1
   * @param memory where memory is taken from, a chunk at a time
   */
  public Slab(int recordBytes, int besidesBytes, int maxRecords, MemoryBudget.Share memory) {
    if (recordBytes <= 0 || recordBytes % 8 != 0 || maxRecords < 1) {
      throw new IllegalArgumentException(recordBytes + " bytes, " + maxRecords + " records");
    }
    this.recordBytes = recordBytes;
    this.maxRecords = maxRecords;
    this.memory = memory;
    long chunkBytes = CHUNK_BYTES;
    if (memory.guaranteedBytes() > 0) {
      chunkBytes = Math.min(chunkBytes, memory.guaranteedBytes() / CHUNKS_OF_GUARANTEE);
    }
    long fitting = Math.max(1, Math.min(maxRecords, chunkBytes / (recordBytes + besidesBytes)));
    chunkShift = 63 - Long.numberOfLeadingZeros(fitting);
    chunkMask = (1 << chunkShift) - 1;
    chunkCost = (long) (recordBytes + besidesBytes) << chunkShift;
    long affordable = Math.max(1, memory.mostBytes() / chunkCost);
    maxChunks = (int) Math.min(((maxRecords - 1) >>> chunkShift) + 1, affordable);
  }

  /** A record with arbitrary content, or {@link #NIL} at the cap or without memory. */
  public int allocate() {
    int record = free;
    if (record != NIL) {
      free = UnsafeApi.getInt(address(record));
      used++;
      return record;
    }
    if (fresh == maxRecords || (fresh >>> chunkShift == chunkCount && !addChunk())) {
      return NIL;
    }
    used++;
    return fresh++;
  }

  /**
   * As {@link #allocate}, but leaves records to others: {@link #NIL} when no more are free than
   * this, and there is no memory for more.
   *
   * @param eighths of all records that there is memory for
   */
  public int allocateLeaving(int eighths) {
    while (records() - used <= records() / 8 * eighths) {
      if (!addChunk()) {
        return NIL;
      }
    }
    return allocate();
  }

  /** Records for which there is memory already. */
  private int records() {
    return (int) Math.min(maxRecords, (long) chunkCount << chunkShift);
  }

  /** Once refused, always refused: what others took of a budget stays taken. */
  private boolean addChunk() {
    if (refused || chunkCount == maxChunks || !memory.tryTake(chunkCost)) {
      return false;
    }
    if (chunkCount == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunkCount * 2);
      chunkAddresses = Arrays.copyOf(chunkAddresses, chunkCount * 2);
    }
    ByteBuffer chunk = newChunk();
    chunkAddresses[chunkCount] = BufferUtil.address(chunk);
    chunks[chunkCount++] = chunk;
    return true;
  }

  /** The JVM makes wait whoever asks for what it has not: half a second, and each time again. */
  private ByteBuffer newChunk() {
    refused = true;
    ByteBuffer chunk =
        BufferUtil.allocateDirectAligned(recordBytes << chunkShift, BitUtil.CACHE_LINE_LENGTH);
    refused = false;
    return chunk;
  }

  /** Takes a record back, which must have been allocated. */
  public void free(int record) {
    UnsafeApi.putInt(address(record), free);
    free = record;
    used--;
  }

  /**
   * Where a record's first byte is, for who reads it without a buffer and its checks: valid as long
   * as this slab lives.
   */
  public long address(int record) {
    return chunkAddresses[record >>> chunkShift] + (long) (record & chunkMask) * recordBytes;
  }

  /** Records in use. */
  public int used() {
    return used;
  }

  /** Upper bound of all records that were ever allocated: they are numbered from 0. */
  public int highWater() {
    return fresh;
  }

  /** Records of a chunk: a power of two. */
  public int chunkRecords() {
    return chunkMask + 1;
  }

  /** Bytes taken from the system. */
  public long bytes() {
    return (long) chunkCount * (recordBytes << chunkShift);
  }
}
