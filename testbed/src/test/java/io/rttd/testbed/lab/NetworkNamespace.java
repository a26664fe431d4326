package io.rttd.testbed.lab;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, in which processes run, and threads of this JVM create sockets. Its name
 * holds the number of this process, so that leftovers of a killed one can be removed.
 */
final class NetworkNamespace implements AutoCloseable {
  private static final String PREFIX = "rttd-fleet-";
  private static final int CLONE_NEWNET = 0x4000_0000;

  private final String name;

  static {
    Native.register(NetworkNamespace.class, "c");
  }

  /** Creates a namespace, with its loopback interface up. */
  NetworkNamespace(String role) {
    name = PREFIX + ProcessHandle.current().pid() + "-" + role;
    ShellCommand.run("ip", "netns", "add", name);
    ip("link", "set", "lo", "up");
  }

  private static native int open(String path, int flags);

  private static native int close(int fd);

  private static native int setns(int fd, int type);

  String name() {
    return name;
  }

  /** Runs {@code ip} in the namespace. */
  void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    ShellCommand.run(command.toArray(String[]::new));
  }

  /** A command line that runs {@code command} in the namespace. */
  List<String> in(List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
    line.addAll(command);
    return line;
  }

  /** Starts a thread in the namespace: its sockets belong there. */
  Thread start(String threadName, Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              enter();
              task.run();
            },
            threadName);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Runs a task on a thread in the namespace, and returns its result. */
  <T> T call(Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    start("in " + name, result);
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void enter() {
    int fd = open("/run/netns/" + name, 0);
    int result = fd < 0 ? fd : setns(fd, CLONE_NEWNET);
    if (result < 0) {
      throw new LabException("cannot enter " + name + ": errno " + Native.getLastError());
    }
    close(fd);
  }

  @Override
  public void close() {
    ShellCommand.run("ip", "netns", "del", name);
  }

  /** Removes the namespaces of processes that no longer run. */
  static void removeLeftovers() {
    for (String line : ShellCommand.run("ip", "netns", "list").split("\n", -1)) {
      String found = line.split(" ", -1)[0];
      if (found.startsWith(PREFIX)) {
        long owner = Long.parseLong(found.substring(PREFIX.length()).split("-", -1)[0]);
        if (ProcessHandle.of(owner).isEmpty()) {
          ShellCommand.run("ip", "netns", "del", found);
        }
      }
    }
  }
}
