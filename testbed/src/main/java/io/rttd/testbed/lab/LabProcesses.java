package io.rttd.testbed.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The processes of one run. Closing this ends those still running, each by its own ID. */
public final class LabProcesses implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final Deque<Process> started = new ArrayDeque<>();

  /**
   * Starts a process.
   *
   * @param command what to run
   * @param output file to which its output and errors are appended
   */
  public synchronized Process start(List<String> command, Path output) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .start();
      started.push(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  /** Like {@link #start}, but returns once a line of its output begins with {@code ready}. */
  public Process startAndAwait(List<String> command, Path output, String ready) {
    Process process = start(command, output);
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() - endNs < 0) {
      if (hasLine(output, ready)) {
        return process;
      }
      if (await(process, Duration.ofMillis(20)) && !hasLine(output, ready)) {
        throw new LabException(String.join(" ", command) + " exited immediately: see " + output);
      }
    }
    throw new LabException(String.join(" ", command) + " is not ready: see " + output);
  }

  /** Creates or empties the file of this name, for a process's output. */
  public static Path fresh(Path folder, String name) {
    try {
      return Files.writeString(folder.resolve(name), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a process to exit; false if it still runs after that time. */
  public static boolean await(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    }
  }

  /** Ends a process and its descendants: gracefully, and after 5 s by force. */
  public static void stop(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    family.forEach(ProcessHandle::destroy);
    if (!await(process, Duration.ofSeconds(GRACE_SECONDS))) {
      process.destroyForcibly();
    }
    for (ProcessHandle descendant : family) {
      try {
        descendant.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        descendant.destroyForcibly();
      } catch (ExecutionException e) {
        throw new LabException("cannot wait for process " + descendant.pid());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted");
      }
    }
  }

  /** The command line of another JVM with this one's class path. */
  public static List<String> java(Class<?> main, List<String> arguments) {
    return java(main, List.of(), arguments);
  }

  /** Like {@link #java(Class, List)}, with additional JVM options. */
  public static List<String> java(Class<?> main, List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms128m", "-Xmx512m"));
    command.addAll(List.of("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  /** Ends all processes still running, the last started first. */
  @Override
  public synchronized void close() {
    started.forEach(LabProcesses::stop);
    started.clear();
  }

  private static boolean hasLine(Path file, String beginning) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.anyMatch(line -> line.startsWith(beginning));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
