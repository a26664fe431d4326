package io.rttd.capture;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A network interface of this machine.
 *
 * @param name e.g. {@code eth0}
 * @param index the system's index of it
 * @param up whether it is up
 * @param loopback whether it leads back to this machine
 * @param addresses its IP addresses
 * @param mac its hardware address, e.g. {@code 02:fc:00:00:00:01}, if it has one
 * @param mtu size of its largest packet, bytes
 */
public record CaptureInterface(
    String name,
    int index,
    boolean up,
    boolean loopback,
    List<InetAddress> addresses,
    Optional<String> mac,
    int mtu) {

  /** Copies the list. */
  public CaptureInterface {
    addresses = List.copyOf(addresses);
  }
}
