package io.rttd.pipeline.interfaces;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network interface of this machine.
 *
 * @param index the kernel's number for it
 * @param name e.g. {@code eth0}
 * @param altnames its other names, set by {@code ip link property add altname}
 * @param kind the driver's kind, e.g. {@code veth} or {@code bridge}; empty for hardware
 * @param master index of the bridge or bond that it is a port of, or 0
 * @param isUp whether it is up
 * @param isLoopback whether it is a loopback interface
 * @param addresses its IP addresses
 */
public record NetworkLink(
    int index,
    String name,
    List<String> altnames,
    String kind,
    int master,
    boolean isUp,
    boolean isLoopback,
    List<InetAddress> addresses) {

  /** Copies the lists. */
  public NetworkLink {
    altnames = List.copyOf(altnames);
    addresses = List.copyOf(addresses);
  }

  /** Its name and its altnames. */
  Stream<String> names() {
    return Stream.concat(Stream.of(name), altnames.stream());
  }
}
