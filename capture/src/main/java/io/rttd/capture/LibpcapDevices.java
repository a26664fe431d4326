package io.rttd.capture;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcap4j.core.PcapAddress;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;

/**
 * libpcap's devices and their addresses, through pcap4j. Outside Linux, libpcap has its own device
 * names. The first call in a process loads libpcap.
 */
final class LibpcapDevices {
  private static final Logger LOG = System.getLogger(LibpcapDevices.class.getName());
  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  private LibpcapDevices() {}

  /** Lists devices as {@link Pcaps#findAllDevs} does. */
  @FunctionalInterface
  interface Lister {
    List<PcapNetworkInterface> list() throws PcapNativeException;
  }

  /**
   * The known interfaces with libpcap's details, plus the devices that only libpcap knows; without
   * libpcap, just the known interfaces.
   *
   * @param known the interfaces that Java and the kernel list
   */
  static List<CaptureInterface> with(List<CaptureInterface> known) {
    return with(known, Pcaps::findAllDevs, LINUX);
  }

  /** As {@link #with(List)}. On Linux, libpcap's pseudo devices (nflog, usbmon) are left out. */
  static List<CaptureInterface> with(
      List<CaptureInterface> known, Lister lister, boolean knownOnly) {
    List<CaptureInterface> devices = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (PcapNetworkInterface device : find(lister)) {
      Optional<CaptureInterface> same =
          known.stream().filter(each -> each.name().equals(device.getName())).findFirst();
      if (same.isPresent() || !knownOnly) {
        devices.add(describe(device, same));
        names.add(device.getName());
      }
    }
    known.stream().filter(each -> !names.contains(each.name())).forEach(devices::add);
    return List.copyOf(devices);
  }

  private static List<PcapNetworkInterface> find(Lister lister) {
    try {
      return lister.list();
    } catch (PcapNativeException | LinkageError e) {
      LOG.log(Level.DEBUG, "libpcap lists no devices", e);
      return List.of();
    }
  }

  private static CaptureInterface describe(
      PcapNetworkInterface device, Optional<CaptureInterface> same) {
    return new CaptureInterface(
        device.getName(),
        same.map(CaptureInterface::index).orElse(0),
        device.isUp(),
        device.isLoopBack(),
        device.getAddresses().stream().map(PcapAddress::getAddress).toList(),
        same.map(CaptureInterface::mac)
            .orElseGet(
                () -> device.getLinkLayerAddresses().stream().findFirst().map(Object::toString)),
        same.map(CaptureInterface::mtu).orElse(0));
  }
}
