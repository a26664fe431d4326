package io.rttd.capture.libpcap;

import java.util.List;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;

/** What libpcap can listen on, which is more than the interfaces that Java knows. */
final class LibpcapDevices {
  private LibpcapDevices() {}

  /** The devices' names, or nothing where they cannot be listed. */
  static List<String> names() {
    try {
      return Pcaps.findAllDevs().stream().map(PcapNetworkInterface::getName).toList();
    } catch (PcapNativeException e) {
      return List.of();
    }
  }
}
