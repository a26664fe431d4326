package io.rttd.perf.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Resources used by one run of a program, as accounted by the operating system.
 *
 * @param wallSeconds elapsed time
 * @param cpuSeconds user and system time
 * @param peakMib maximum resident memory, including mapped files
 */
record TimedProcess(double wallSeconds, double cpuSeconds, double peakMib) {
  private static final String TIME = "/usr/bin/time";
  private static final String FORMAT = "\nrttd-bench %e %U %S %M";

  /** The command that measures the run. */
  static String timer() {
    return TIME;
  }

  /**
   * Runs a program to completion and discards its output.
   *
   * @throws IOException if it cannot be started or fails
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
