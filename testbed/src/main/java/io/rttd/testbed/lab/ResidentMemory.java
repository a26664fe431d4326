package io.rttd.testbed.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Resident memory of a process, as reported by the kernel. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * Its value every second, MiB.
   *
   * @throws LabException if the process exits
   */
  public static List<Double> watch(Process process, int seconds) {
    List<Double> mib = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      if (LabProcesses.await(process, Duration.ofSeconds(1))) {
        throw new LabException("rttd exited: see its log in the output folder");
      }
      mib.add(mib(process.pid()));
    }
    return mib;
  }

  /** Current value, MiB. */
  public static double mib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
