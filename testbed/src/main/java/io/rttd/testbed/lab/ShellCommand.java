package io.rttd.testbed.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one command to completion, in bounded time. */
final class ShellCommand {
  private static final long LIMIT_SECONDS = 10;

  private ShellCommand() {}

  /**
   * Runs a command and returns its output.
   *
   * @throws LabException if it fails or takes longer than 10 s
   */
  static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new LabException(String.join(" ", command) + " did not exit");
      }
      if (process.exitValue() != 0) {
        throw new LabException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted in " + List.of(command));
    }
  }

  /** Whether a program is on the path. */
  static boolean exists(String program) {
    for (String folder :
        System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
