package io.rttd.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * Records of one size, off-heap, under a hard cap.
 *
 * <p>Memory is allocated in chunks, on demand, and kept. Freed records are reused last in, first
 * out, so that a quiet host stays within a few cache lines. The list of free records runs through
 * their first four bytes. Not thread-safe: a slab belongs to its shard's thread.
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

  /** Keeps the memory reachable; it is accessed by address. */
  private ByteBuffer[] chunks = new ByteBuffer[1];

  private long[] chunkAddresses = new long[1];
  private final int maxChunks;
  private int chunkCount;
  private boolean refused;

  /** Number of records in allocated memory. */
  private int records;

  private int fresh;
  private int free = NIL;
  private int used;

  /**
   * Creates an empty slab that is limited only by its number of records.
   *
   * @param recordBytes size of a record, a multiple of 8
   * @param maxRecords maximum number of records, at least 1
   */
  public Slab(int recordBytes, int maxRecords) {
    this(recordBytes, 0, maxRecords, MemoryBudget.unlimited());
  }

  /**
   * Creates an empty slab.
   *
   * @param recordBytes size of a record, a multiple of 8
   * @param besidesBytes bytes that the owner keeps elsewhere per record, also charged to the budget
   * @param maxRecords maximum number of records, at least 1
   * @param memory budget that chunks are charged to
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

  /**
   * Allocates a record with arbitrary content, or returns {@link #NIL} at the cap or out of memory.
   */
  public int allocate() {
    int record = free;
    if (record != NIL) {
      free = UnsafeApi.getInt(address(record));
      used++;
      return record;
    }
    if (fresh == records && (fresh == maxRecords || !addChunk())) {
      return NIL;
    }
    used++;
    return fresh++;
  }

  /**
   * As {@link #allocate}, but leaves some records to other callers: {@link #NIL} if no more than
   * this many are free and no memory is left.
   *
   * @param eighths eighths of the records that memory allows
   */
  public int allocateLeaving(int eighths) {
    while (records - used <= (records >>> 3) * eighths) {
      if (!addChunk()) {
        return NIL;
      }
    }
    return allocate();
  }

  /** Once refused, always refused: memory taken from a budget is never returned. */
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
    records = (int) Math.min(maxRecords, (long) chunkCount << chunkShift);
    return true;
  }

  /** The JVM blocks for half a second on each allocation that it cannot satisfy. */
  private ByteBuffer newChunk() {
    refused = true;
    ByteBuffer chunk =
        BufferUtil.allocateDirectAligned(recordBytes << chunkShift, BitUtil.CACHE_LINE_LENGTH);
    refused = false;
    return chunk;
  }

  /** Frees a record, which must have been allocated. */
  public void free(int record) {
    UnsafeApi.putInt(address(record), free);
    free = record;
    used--;
  }

  /**
   * Address of a record's first byte, for access without a bounds-checked buffer. Valid for the
   * lifetime of the slab.
   */
  public long address(int record) {
    return chunkAddresses[record >>> chunkShift] + (long) (record & chunkMask) * recordBytes;
  }

  /** Records in use. */
  public int used() {
    return used;
  }

  /** Upper bound of the record numbers ever allocated; they start at 0. */
  public int highWater() {
    return fresh;
  }

  /** Records per chunk: a power of two. */
  public int chunkRecords() {
    return chunkMask + 1;
  }

  /** Bytes allocated. */
  public long bytes() {
    return (long) chunkCount * (recordBytes << chunkShift);
  }
}
