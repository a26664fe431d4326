package io.rttd.testbed.lab;

import java.util.List;

/** Joins the two namespaces of a {@link LabNetwork} by a veth pair that carries only TCP. */
public final class VethPair {
  private static final String[] MACS = {"02:00:c6:12:00:01", "02:00:c6:12:00:02"};

  private VethPair() {}

  /** Creates the pair: addresses as in the lab, static neighbours, no IPv6. */
  public static void join(LabNetwork network) {
    ShellCommand.run(
        "ip", "link", "add", network.tapA(), "type", "veth", "peer", "name", network.tapB());
    ShellCommand.run("ip", "link", "set", network.tapA(), "address", MACS[0]);
    ShellCommand.run("ip", "link", "set", network.tapB(), "address", MACS[1]);
    network.attach();
    network.set("net/ipv6/conf/all/disable_ipv6", "1");
    run(network.inA(neighbour(LabNetwork.IPV4_B, MACS[1], network.tapA())));
    run(network.inB(neighbour(LabNetwork.IPV4_A, MACS[0], network.tapB())));
  }

  /** Packets sent and received at A's end, by the interface's counters. */
  public static long counted(LabNetwork network) {
    String folder = "/sys/class/net/" + network.tapA() + "/statistics/";
    String counts = run(network.inA(List.of("cat", folder + "rx_packets", folder + "tx_packets")));
    return counts.lines().mapToLong(line -> Long.parseLong(line.strip())).sum();
  }

  /** Runs a short command. */
  public static String run(List<String> command) {
    return ShellCommand.run(command.toArray(String[]::new));
  }

  private static List<String> neighbour(String address, String mac, String device) {
    return List.of(
        "ip", "neigh", "replace", address, "lladdr", mac, "dev", device, "nud", "permanent");
  }
}
