package io.rttd.testbed.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Resources held by a process.
 *
 * @param rssKb resident memory
 * @param threads number of threads
 * @param files number of open files
 */
record ProcessGauge(long rssKb, long threads, long files) {
  /** Reads it from /proc. */
  static ProcessGauge of(long pid) throws IOException {
    long rssKb = 0;
    long threads = 0;
    Path process = Path.of("/proc", Long.toString(pid));
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        rssKb = number(line);
      } else if (line.startsWith("Threads:")) {
        threads = number(line);
      }
    }
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new ProcessGauge(rssKb, threads, files.count());
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
