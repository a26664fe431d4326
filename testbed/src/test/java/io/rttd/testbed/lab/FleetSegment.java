package io.rttd.testbed.lab;

import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.relay.Relay;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Some hosts on one bridge, and the relay between them and the server: each connection takes a
 * delay of its own around that of the segment.
 */
final class FleetSegment implements AutoCloseable {
  private static final double SPREAD = 0.4;

  private final int number;
  private final long delayNs;
  private final NetworkNamespace lan;
  private Relay relay;

  /**
   * Creates the bridge.
   *
   * @param number from 1
   * @param delayNs mean delay in each direction
   * @param lan has all bridges
   */
  FleetSegment(int number, long delayNs, NetworkNamespace lan) {
    this.number = number;
    this.delayNs = delayNs;
    this.lan = lan;
    lan.ip("link", "add", bridge(), "type", "bridge");
    lan.ip("link", "set", bridge(), "up");
  }

  /** Starts the relay. */
  void connect(NetworkNamespace server, Path truth) throws IOException {
    String tapA = "rfa" + ProcessHandle.current().pid() + "x" + number;
    String tapB = tapA.replace("rfa", "rfb");
    long spreadNs = (long) (delayNs * SPREAD);
    LinkSettings link = new LinkSettings(delayNs, 0, 0, 0, 0, 0, number, spreadNs);
    relay = new Relay(tapA, tapB, link, link.withSeed(-number), false, truth);
    ShellCommand.run("ip", "link", "set", tapA, "netns", lan.name());
    ShellCommand.run("ip", "link", "set", tapB, "netns", server.name());
    lan.ip("link", "set", tapA, "master", bridge(), "up");
    server.ip("addr", "add", serverAddress() + "/24", "dev", tapB);
    server.ip("link", "set", tapB, "up");
  }

  NetworkNamespace lan() {
    return lan;
  }

  String bridge() {
    return "br" + number;
  }

  /** The address of a host here. */
  String address(int host) {
    return "198.18." + number + "." + host;
  }

  String serverAddress() {
    return address(254);
  }

  /** Mean delay in each direction. */
  long delayNs() {
    return delayNs;
  }

  /** The shortest delay of any connection, in each direction. */
  long shortestDelayNs() {
    return (long) (delayNs * (1 - SPREAD));
  }

  Relay relay() {
    return relay;
  }

  @Override
  public void close() {
    if (relay != null) {
      relay.close();
    }
  }
}
