package io.rttd.perf.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of a program, as the operating system accounted for it.
 *
 * @param wallSeconds from its start to its end
 * @param cpuSeconds user and system time
 * @param peakMib the most memory that it had resident, mapped files included
 */
record TimedProcess(double wallSeconds, double cpuSeconds, double peakMib) {
  private static final String TIME = "/usr/bin/time";
  private static final String FORMAT = "\nrttd-bench %e %U %S %M";

  /** The command in front, which measures. */
  static String timer() {
    return TIME;
  }

  /**
   * Runs a program to its end; what it prints is thrown away.
   *
   * @throws IOException when it cannot be started, or fails
   */
  static TimedProcess run(List<String> command) throws IOException {
    List<String> timed = new ArrayList<>(List.of(TIME, "-f", FORMAT));
    timed.addAll(command);
    Process process =
        new ProcessBuilder(timed).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    String[] figures = said.substring(said.lastIndexOf("rttd-bench")).strip().split(" ", -1);
    return new TimedProcess(
        Double.parseDouble(figures[1]),
        Double.parseDouble(figures[2]) + Double.parseDouble(figures[3]),
        Double.parseDouble(figures[4]) / 1024);
  }
}
