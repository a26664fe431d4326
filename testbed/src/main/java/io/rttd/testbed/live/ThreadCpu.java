package io.rttd.testbed.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * CPU time of each thread of a process and its descendants, as accounted by the kernel: the first
 * field of /proc/PID/task/TID/schedstat, ns.
 */
final class ThreadCpu {
  private record Ran(String name, long ranNs) {}

  private final Map<String, Ran> threads = new HashMap<>();

  private ThreadCpu() {}

  /** Reads the current times. */
  static ThreadCpu of(ProcessHandle process) {
    ThreadCpu cpu = new ThreadCpu();
    Stream.concat(Stream.of(process), process.descendants()).forEach(p -> cpu.add(p.pid()));
    return cpu;
  }

  /** CPU time since then, by thread name; threads of the same name are added up. */
  Map<String, Long> since(ThreadCpu earlier) {
    Map<String, Long> ranNs = new TreeMap<>();
    threads.forEach(
        (id, thread) -> {
          Ran before = earlier.threads.get(id);
          long ran = thread.ranNs - (before == null ? 0 : before.ranNs);
          ranNs.merge(thread.name, ran, Long::sum);
        });
    return ranNs;
  }

  private void add(long pid) {
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(tasks)) {
      for (Path folder : folders) {
        addTask(folder);
      }
    } catch (NoSuchFileException e) {
      // The process is gone.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addTask(Path folder) {
    try {
      String name = Files.readString(folder.resolve("comm")).strip();
      String ran = Files.readString(folder.resolve("schedstat")).split(" ", 2)[0];
      threads.put(folder.toString(), new Ran(name, Long.parseLong(ran)));
    } catch (IOException e) {
      // The thread is gone.
    }
  }
}
