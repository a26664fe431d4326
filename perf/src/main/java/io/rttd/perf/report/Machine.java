package io.rttd.perf.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where something was measured, to be quoted with every result.
 *
 * @param processor model of the processor
 * @param cores processors that the JVM may use
 * @param memoryGib memory of the machine
 * @param kernel name and release of the operating system
 * @param jdk name and version of the JVM
 * @param commit commit of the sources, marked if there are uncommitted changes
 */
public record Machine(
    String processor, int cores, long memoryGib, String kernel, String jdk, String commit) {
  private static final String UNKNOWN = "unknown";

  /** This machine, and the commit of the sources in the working directory. */
  public static Machine here() {
    return new Machine(
        field("/proc/cpuinfo", "model name"),
        Runtime.getRuntime().availableProcessors(),
        gib(field("/proc/meminfo", "MemTotal")),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        commitHere());
  }

  /** One sentence for the top of a page. */
  public String sentence() {
    return processor
        + ", "
        + cores
        + " cores, "
        + memoryGib
        + " GiB; "
        + kernel
        + "; "
        + jdk
        + "; commit "
        + commit
        + ".";
  }

  private static String commitHere() {
    String commit = output(List.of("git", "rev-parse", "--short=10", "HEAD"));
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    List<String> changes = List.of("git", "status", "--porcelain", "--untracked-files=no");
    return output(changes).isEmpty() ? commit : commit + " with changes";
  }

  /** Output of a command, stripped; empty if it fails or is not installed. */
  static String output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static long gib(String kib) {
    String digits = kib.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Math.round(Long.parseLong(digits) / 1024.0 / 1024.0);
  }
}
