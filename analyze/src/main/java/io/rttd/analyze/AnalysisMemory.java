package io.rttd.analyze;

import io.rttd.config.CgroupMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much memory an analysis may take for flows, segments and pairs: half of what is free, because
 * the file's pages and the Java heap also need memory. Thread-safe.
 */
public final class AnalysisMemory {
  /** The smallest budget. */
  public static final long LEAST_BYTES = 16L << 20;

  /** The largest budget: what the launcher allows Java outside its heap. */
  public static final long MOST_BYTES = 64L << 30;

  private static final long MOST_BY_DEFAULT_BYTES = 8L << 30;
  private static final long UNKNOWN_BYTES = 512L << 20;

  /** For every eight bytes of flows, their index takes less than one byte on the heap. */
  private static final int BYTES_PER_HEAP_BYTE = 8;

  /** A connection's record takes about as much as its flow and segments do while it is open. */
  private static final int CONNECTIONS_SHARE = 4;

  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private AnalysisMemory() {}

  /** The current default budget on this machine. */
  public static long defaultBytes() {
    return defaultBytes(
        availableBytes(MEMORY_INFO),
        new CgroupMemory().allowedBytes(),
        Runtime.getRuntime().maxMemory());
  }

  static long defaultBytes(OptionalLong available, OptionalLong allowed, long heapBytes) {
    long freeBytes = Math.min(available.orElse(UNKNOWN_BYTES), allowed.orElse(Long.MAX_VALUE));
    long most = Math.min(MOST_BY_DEFAULT_BYTES, mostBytes(heapBytes));
    return Math.max(LEAST_BYTES, Math.min(most, freeBytes / 2));
  }

  /** The largest budget that a Java heap of this size can serve. */
  public static long mostBytes(long heapBytes) {
    return heapBytes >= MOST_BYTES / BYTES_PER_HEAP_BYTE
        ? MOST_BYTES
        : heapBytes * BYTES_PER_HEAP_BYTE;
  }

  /** The part of a budget for the records of connections: at most half of the Java heap. */
  static long connectionBytes(long budgetBytes) {
    return Math.min(budgetBytes / CONNECTIONS_SHARE, Runtime.getRuntime().maxMemory() / 2);
  }

  /** Memory available without swapping, according to the kernel; empty if it does not say. */
  static OptionalLong availableBytes(Path memoryInfo) {
    try {
      return Files.readAllLines(memoryInfo).stream()
          .filter(line -> line.startsWith(AVAILABLE))
          .map(line -> line.substring(AVAILABLE.length()).strip().split(" ", -1)[0])
          .filter(kilobytes -> kilobytes.matches("[0-9]{1,15}"))
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
