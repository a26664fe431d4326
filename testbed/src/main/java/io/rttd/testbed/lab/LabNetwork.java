package io.rttd.testbed.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces, A and B, one for each end of the relay. Their names contain the process
 * ID, so that labs do not clash and the leftovers of a killed lab can be recognized and removed.
 */
public final class LabNetwork implements AutoCloseable {
  /** A's addresses. */
  public static final String IPV4_A = "198.18.0.1";

  /** B's addresses. */
  public static final String IPV4_B = "198.18.0.2";

  /** A's IPv6 address. */
  public static final String IPV6_A = "fd00:198:18::1";

  /** B's IPv6 address. */
  public static final String IPV6_B = "fd00:198:18::2";

  private static final String NETWORK_IPV4 = "198.18.0.0/24";
  private static final String NETWORK_IPV6 = "fd00:198:18::/64";
  private static final String PREFIX = "rttd-lab-";
  // The relay must never lose a frame that a capture has seen: the TAP queue holds a whole window.
  private static final String TAP_QUEUE_LENGTH = "20000";

  private final long pid = ProcessHandle.current().pid();
  private final String namespaceA = PREFIX + pid + "-a";
  private final String namespaceB = PREFIX + pid + "-b";

  /**
   * Creates the namespaces.
   *
   * @throws LabException if the permission or the command {@code ip} is missing
   */
  public LabNetwork() {
    removeLeftovers();
    ShellCommand.run("ip", "netns", "add", namespaceA);
    try {
      ShellCommand.run("ip", "netns", "add", namespaceB);
    } catch (LabException e) {
      close();
      throw e;
    }
  }

  /** Why no lab can be set up here; empty if one can. */
  public static String obstacle() {
    if (!ShellCommand.exists("ip")) {
      return "needs ip (Debian: iproute2, RHEL: iproute)";
    }
    if (!Files.exists(Path.of("/dev/net/tun"))) {
      return "needs /dev/net/tun";
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      return "needs root, for network namespaces and TAP devices";
    }
    return "";
  }

  /** Name of A's TAP device. */
  public String tapA() {
    return "rta" + pid;
  }

  /** Name of B's TAP device. */
  public String tapB() {
    return "rtb" + pid;
  }

  /** Moves both TAP devices into their namespaces, addresses them and brings them up. */
  public void attach() {
    attach(tapA(), namespaceA, IPV4_A, IPV6_A);
    attach(tapB(), namespaceB, IPV4_B, IPV6_B);
  }

  /** A command line that runs {@code command} in A. */
  public List<String> inA(List<String> command) {
    return in(namespaceA, command);
  }

  /** A command line that runs {@code command} in B. */
  public List<String> inB(List<String> command) {
    return in(namespaceB, command);
  }

  /**
   * A command line that captures A's TCP into {@code capture.pcap}, with times in ns.
   *
   * @param packets number of packets to end after; 0: no limit
   */
  public List<String> tcpdump(Path folder, long packets) {
    List<String> command = new ArrayList<>(List.of("tcpdump", "-i", tapA()));
    command.addAll(List.of("-w", folder.resolve("capture.pcap").toString()));
    command.addAll(List.of("--time-stamp-precision=nano", "-s", "128", "-B", "131072"));
    command.addAll(List.of("-Z", "root"));
    if (packets > 0) {
      command.addAll(List.of("-c", Long.toString(packets)));
    }
    command.add("tcp");
    return inA(command);
  }

  /**
   * Sets the congestion control of all TCP between the ends, as an attribute of the routes: the
   * sysctl of a namespace accepts only what the machine's administrator allows for all users.
   */
  public void setCongestionControl(String name) {
    routeWith(name, tapA(), namespaceA, IPV4_A, IPV6_A);
    routeWith(name, tapB(), namespaceB, IPV4_B, IPV6_B);
  }

  /**
   * Sets a kernel parameter in both namespaces.
   *
   * @param name below /proc/sys, with slashes: {@code net/ipv4/tcp_timestamps}
   */
  public void set(String name, String value) {
    for (String namespace : List.of(namespaceA, namespaceB)) {
      ShellCommand.run(
          "ip", "netns", "exec", namespace, "sh", "-c", "echo '" + value + "' > /proc/sys/" + name);
    }
  }

  /** Removes the namespaces; processes still running in them lose their network. */
  @Override
  public void close() {
    remove(namespaceA);
    remove(namespaceB);
  }

  private static void attach(String tap, String namespace, String ipv4, String ipv6) {
    ShellCommand.run("ip", "link", "set", tap, "netns", namespace);
    ShellCommand.run("ip", "-n", namespace, "addr", "add", ipv4 + "/24", "dev", tap);
    ShellCommand.run("ip", "-n", namespace, "addr", "add", ipv6 + "/64", "dev", tap, "nodad");
    ShellCommand.run("ip", "-n", namespace, "link", "set", "lo", "up");
    ShellCommand.run(
        "ip", "-n", namespace, "link", "set", tap, "txqueuelen", TAP_QUEUE_LENGTH, "up");
  }

  private static void routeWith(
      String congestionControl, String tap, String namespace, String ipv4, String ipv6) {
    String[] ends = {NETWORK_IPV4, ipv4, NETWORK_IPV6, ipv6};
    for (int i = 0; i < ends.length; i += 2) {
      ShellCommand.run(
          "ip",
          "-n",
          namespace,
          "route",
          "replace",
          ends[i],
          "dev",
          tap,
          "src",
          ends[i + 1],
          "congctl",
          congestionControl);
    }
  }

  private static List<String> in(String namespace, List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    line.addAll(command);
    return line;
  }

  private static void remove(String namespace) {
    if (Files.exists(Path.of("/run/netns", namespace))) {
      ShellCommand.run("ip", "netns", "del", namespace);
    }
  }

  /** Removes the namespaces of killed labs: their names contain the ID of a dead process. */
  private static void removeLeftovers() {
    String[] names = Path.of("/run/netns").toFile().list();
    if (names == null) {
      return;
    }
    for (String name : names) {
      if (name.matches(PREFIX + "\\d+-[ab]")) {
        long owner = Long.parseLong(name.substring(PREFIX.length(), name.length() - 2));
        if (ProcessHandle.of(owner).isEmpty()) {
          remove(name);
        }
      }
    }
  }
}
