package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces joined by a veth pair, on which nothing is heard but what a test sends:
 * neighbours are static, and IPv6 is on only where asked for. Each has its own loopback. Everything
 * goes away with {@link #close()}, the processes that were started inside included.
 */
public final class NetworkNamespaces implements AutoCloseable {
  /** Address of the {@link #near()} end. */
  public static final String NEAR_ADDRESS = "198.18.7.1";

  /** Address of the {@link #far()} end. */
  public static final String FAR_ADDRESS = "198.18.7.2";

  /** IPv6 address of the near end, after {@link #withIpv6()}. */
  public static final String NEAR_ADDRESS_6 = "fd00:198:18:7::1";

  /** IPv6 address of the far end, after {@link #withIpv6()}. */
  public static final String FAR_ADDRESS_6 = "fd00:198:18:7::2";

  /** The interface's name, at both ends. */
  public static final String INTERFACE = "wire0";

  private static final String NEAR_MAC = "02:00:c6:12:07:01";
  private static final String FAR_MAC = "02:00:c6:12:07:02";
  private static final Path HANDLES = Path.of("/var/run/netns");
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final long COMMAND_TIMEOUT_S = 60;
  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final String near;
  private final String far;
  private final List<Process> processes = new ArrayList<>();

  /** The C library's functions that enter a namespace. */
  private static final class NamespaceCalls {
    static {
      Native.register(NamespaceCalls.class, "c");
    }

    private NamespaceCalls() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int setns(int fd, int type) throws LastErrorException;

    static native int close(int fd);
  }

  private NetworkNamespaces() {
    String name = "rttd-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet();
    near = name + "-near";
    far = name + "-far";
  }

  /** Makes them, or skips the test where that is not allowed. */
  public static NetworkNamespaces create() throws IOException, InterruptedException {
    assumeTrue(
        System.getProperty("user.name").equals("root") && Files.isWritable(Path.of("/var/run")),
        "network namespaces need root");
    NetworkNamespaces made = new NetworkNamespaces();
    boolean complete = false;
    try {
      assumeTrue(
          made.attempt("ip", "netns", "add", made.near) == 0, "cannot make network namespaces");
      made.run("ip", "netns", "add", made.far);
      made.joinWithVeth();
      complete = true;
      return made;
    } finally {
      if (!complete) {
        made.close();
      }
    }
  }

  /** Name of the first namespace, where a test listens. */
  public String near() {
    return near;
  }

  /** Name of the second, where the peers are. */
  public String far() {
    return far;
  }

  /** Gives both ends an IPv6 address, known to each other. */
  public NetworkNamespaces withIpv6() throws IOException, InterruptedException {
    addIpv6(near, NEAR_ADDRESS_6, FAR_ADDRESS_6, FAR_MAC);
    addIpv6(far, FAR_ADDRESS_6, NEAR_ADDRESS_6, NEAR_MAC);
    return this;
  }

  /**
   * Joins the near namespace with the far one of another pair, by a second veth pair.
   *
   * @param port name of the near end; the far one is {@code eth0}
   * @param farMac hardware address of the far end
   */
  public void joinFarOf(NetworkNamespaces other, String port, String farMac)
      throws IOException, InterruptedException {
    runInside(
        near, "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "address", farMac,
        "netns", other.far);
  }

  /** Gives an interface this IPv4 address, in a /24, instead of those it had, and sets it up. */
  public void readdress(String namespace, String interfaceName, String address)
      throws IOException, InterruptedException {
    runInside(namespace, "ip", "address", "flush", "dev", interfaceName);
    runInside(namespace, "ip", "address", "add", address + "/24", "dev", interfaceName);
    runInside(namespace, "ip", "link", "set", interfaceName, "up");
  }

  /** Runs a command inside a namespace; its output, if it succeeds, otherwise the test fails. */
  public String runInside(String namespace, String... command)
      throws IOException, InterruptedException {
    return run(inside(namespace, command));
  }

  /** Starts a command inside a namespace; it is ended with the namespaces at the latest. */
  public Process startInside(String namespace, String... command) throws IOException {
    Process process =
        new ProcessBuilder(inside(namespace, command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    processes.add(process);
    return process;
  }

  /**
   * Calls something on a new thread that lives inside a namespace: sockets that it opens belong
   * there, and stay there when other threads use them.
   */
  public <T> T callInside(String namespace, Callable<T> call) throws Exception {
    FutureTask<T> task = start(namespace, call);
    try {
      return task.get(COMMAND_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** As {@link #callInside}, without waiting. */
  public <T> FutureTask<T> start(String namespace, Callable<T> call) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(namespace);
              return call.call();
            });
    Thread thread = new Thread(task, "inside-" + namespace);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** What an interface counted, e.g. {@code rx_packets}. */
  public long statistic(String namespace, String interfaceName, String name)
      throws IOException, InterruptedException {
    return Long.parseLong(
        runInside(namespace, "cat", "/sys/class/net/" + interfaceName + "/statistics/" + name)
            .strip());
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly().onExit().join();
    }
    attempt("ip", "netns", "del", near);
    attempt("ip", "netns", "del", far);
  }

  /** Joins them again, after the interface was removed. */
  public void joinWithVeth() throws IOException, InterruptedException {
    String peer = "peer0";
    runInside(
        near, "ip", "link", "add", INTERFACE, "address", NEAR_MAC, "type", "veth", "peer", "name",
        peer, "address", FAR_MAC);
    runInside(near, "ip", "link", "set", peer, "netns", far);
    runInside(far, "ip", "link", "set", peer, "name", INTERFACE);
    configure(near, NEAR_ADDRESS, FAR_ADDRESS, FAR_MAC);
    configure(far, FAR_ADDRESS, NEAR_ADDRESS, NEAR_MAC);
  }

  private void configure(String namespace, String own, String other, String otherMac)
      throws IOException, InterruptedException {
    setIpv6Disabled(namespace, 1);
    runInside(namespace, "ip", "address", "add", own + "/30", "dev", INTERFACE);
    runInside(namespace, "ip", "link", "set", "lo", "up");
    runInside(namespace, "ip", "link", "set", INTERFACE, "up");
    addNeighbour(namespace, other, otherMac);
  }

  private void addIpv6(String namespace, String own, String other, String otherMac)
      throws IOException, InterruptedException {
    setIpv6Disabled(namespace, 0);
    runInside(namespace, "ip", "address", "add", own + "/64", "dev", INTERFACE, "nodad");
    addNeighbour(namespace, other, otherMac);
  }

  private void addNeighbour(String namespace, String address, String mac)
      throws IOException, InterruptedException {
    runInside(
        namespace,
        "ip",
        "neighbour",
        "replace",
        address,
        "lladdr",
        mac,
        "dev",
        INTERFACE,
        "nud",
        "permanent");
  }

  private void setIpv6Disabled(String namespace, int value)
      throws IOException, InterruptedException {
    String key = "/proc/sys/net/ipv6/conf/" + INTERFACE + "/disable_ipv6";
    runInside(namespace, "sh", "-c", "test ! -e " + key + " || echo " + value + " > " + key);
  }

  private static void enter(String namespace) {
    int fd = NamespaceCalls.open(HANDLES.resolve(namespace).toString(), 0);
    try {
      NamespaceCalls.setns(fd, CLONE_NEWNET);
    } finally {
      NamespaceCalls.close(fd);
    }
  }

  private static String[] inside(String namespace, String... command) {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    whole.addAll(Arrays.asList(command));
    return whole.toArray(String[]::new);
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }

  private int attempt(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    } catch (IOException e) {
      return -1; // No such command.
    }
  }
}
