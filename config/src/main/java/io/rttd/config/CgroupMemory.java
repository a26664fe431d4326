package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The memory that this process's control group allows, of version 1 or 2. The kernel kills a
 * process that takes more, and the process cannot log that. Thread-safe.
 */
public final class CgroupMemory {
  private static final long MIB = 1 << 20;

  /** The JVM's memory besides flows and rings: heap, classes, compiled code, stacks. */
  private static final long JVM_BYTES = 96 * MIB;

  /** Packet rings take this fraction of memory_limit in addition. */
  private static final int RING_PART = 8;

  private static final String V1_CONTROLLER = "memory";
  private static final String V1_LIMIT = "memory.limit_in_bytes";
  private static final String V2_LIMIT = "memory.max";

  private final Path membership;
  private final Path mount;

  /** Reads the files under {@code /proc} and {@code /sys}. */
  public CgroupMemory() {
    this(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
  }

  CgroupMemory(Path membership, Path mount) {
    this.membership = membership;
    this.mount = mount;
  }

  /**
   * A warning, if the control group has no room for {@code memory_limit}.
   *
   * @param totalsBytes what the totals for Prometheus and OTLP may take in addition
   */
  public Optional<String> shortage(long memoryLimitBytes, long totalsBytes) {
    long neededBytes = memoryLimitBytes + memoryLimitBytes / RING_PART + totalsBytes + JVM_BYTES;
    OptionalLong allowed = allowedBytes();
    if (allowed.isEmpty() || allowed.getAsLong() >= neededBytes) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "the control group allows %d MiB, and memory_limit (%d MiB) can reach %d MiB with"
                + " packet rings and the JVM: the kernel would kill rttd without a message. Lower"
                + " memory_limit, or raise the limit of the container or the unit (MemoryMax)",
            allowed.getAsLong() / MIB, memoryLimitBytes / MIB, neededBytes / MIB));
  }

  /** The lowest limit of the group and its ancestors; empty if unknown. */
  public OptionalLong allowedBytes() {
    List<String> groups;
    try {
      groups = Files.readAllLines(membership);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return groups.stream()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3)
        .flatMapToLong(
            fields -> {
              if (List.of(fields[1].split(",")).contains(V1_CONTROLLER)) {
                return limits(mount.resolve(V1_CONTROLLER), fields[2], V1_LIMIT).stream();
              }
              return fields[1].isEmpty()
                  ? limits(mount, fields[2], V2_LIMIT).stream()
                  : LongStream.empty();
            })
        .min();
  }

  /** In a container, the path may be the host's while the mount shows the group itself. */
  private static OptionalLong limits(Path hierarchy, String group, String file) {
    OptionalLong least = OptionalLong.empty();
    Path path = hierarchy.resolve(group.substring(1)).normalize();
    while (path.startsWith(hierarchy)) {
      Optional<Long> limit = limit(path.resolve(file));
      if (limit.isPresent() && limit.get() < least.orElse(Long.MAX_VALUE)) {
        least = OptionalLong.of(limit.get());
      }
      path = path.getParent();
    }
    return least;
  }

  private static Optional<Long> limit(Path file) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // "max", or no such controller in this group
    }
  }
}
