package io.rttd.capture;

import io.rttd.capture.CaptureException.Reason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * The interfaces available for capture, as Java lists them: needs neither libpcap nor permission.
 */
public final class CaptureInterfaces {
  private static final Logger LOG = System.getLogger(CaptureInterfaces.class.getName());
  private static final Path SYSFS = Path.of("/sys/class/net");
  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;

  /** The name of all interfaces together. */
  public static final String ANY = "any";

  private CaptureInterfaces() {}

  /** The interfaces of this machine, by index, including those without an address. */
  public static List<CaptureInterface> list() {
    List<CaptureInterface> interfaces = new ArrayList<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        read(each).ifPresent(interfaces::add);
      }
    } catch (SocketException e) {
      LOG.log(Level.DEBUG, "no interface has an address", e);
    }
    for (String name : namesInSysfs()) {
      if (interfaces.stream().noneMatch(each -> each.name().equals(name))) {
        readFromSysfs(name).ifPresent(interfaces::add);
      }
    }
    interfaces.sort(
        Comparator.comparingInt(CaptureInterface::index).thenComparing(CaptureInterface::name));
    return List.copyOf(interfaces);
  }

  /**
   * As {@link #list}, plus libpcap's devices, for hosts without Linux's netlink. The first call
   * loads libpcap; without libpcap, the result is that of {@link #list}.
   */
  public static List<CaptureInterface> devices() {
    List<CaptureInterface> known = list();
    try {
      return LibpcapDevices.with(known);
    } catch (LinkageError e) {
      LOG.log(Level.DEBUG, "no pcap4j", e);
      return known;
    }
  }

  /**
   * One interface.
   *
   * @throws CaptureException NOT_FOUND, naming those that exist
   */
  public static CaptureInterface find(String name) throws CaptureException {
    return list().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> notFound(name));
  }

  /** Creates the exception for a missing interface; its message lists the existing ones. */
  public static CaptureException notFound(String interfaceName) {
    return notFound(interfaceName, list());
  }

  /** Creates the exception for a missing interface; its message lists the given ones. */
  public static CaptureException notFound(String interfaceName, List<CaptureInterface> interfaces) {
    String existing =
        Stream.concat(interfaces.stream().map(CaptureInterface::name), Stream.of(ANY))
            .reduce((a, b) -> a + ", " + b)
            .orElse(ANY);
    return new CaptureException(
        Reason.NOT_FOUND, "no interface '" + interfaceName + "'; available: " + existing);
  }

  /** Creates the exception for a missing permission; its message says how to grant it. */
  public static CaptureException noPermission(String interfaceName) {
    return new CaptureException(
        Reason.NO_PERMISSION,
        "capturing on '"
            + interfaceName
            + "' needs the capability CAP_NET_RAW. Either run rttd under systemd with"
            + " 'AmbientCapabilities=CAP_NET_RAW' in its unit's [Service] section, or start it as"
            + " root with: setpriv --reuid USER --regid GROUP --clear-groups"
            + " --inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw"
            + " --bounding-set=-all,+net_raw --no-new-privs rttd run …"
            + " (setcap on the java binary works only for the runtime of the DEB and RPM; any"
            + " other java then cannot load its own libraries.)");
  }

  private static Optional<CaptureInterface> read(NetworkInterface source) {
    try {
      return Optional.of(
          new CaptureInterface(
              source.getName(),
              source.getIndex(),
              source.isUp(),
              source.isLoopback(),
              source.inetAddresses().toList(),
              Optional.ofNullable(source.getHardwareAddress()).map(CaptureInterfaces::macText),
              source.getMTU()));
    } catch (SocketException e) {
      return Optional.empty(); // Removed meanwhile.
    }
  }

  /** Java lists only interfaces with an address: no mirror port, no lo that is down. */
  private static List<String> namesInSysfs() {
    String[] names = SYSFS.toFile().list();
    return names == null ? List.of() : List.of(names);
  }

  private static Optional<CaptureInterface> readFromSysfs(String name) {
    Path folder = SYSFS.resolve(name);
    try {
      int flags = Integer.decode(Files.readString(folder.resolve("flags")).strip());
      return Optional.of(
          new CaptureInterface(
              name,
              Integer.parseInt(Files.readString(folder.resolve("ifindex")).strip()),
              (flags & IFF_UP) != 0,
              (flags & IFF_LOOPBACK) != 0,
              List.of(),
              Optional.of(Files.readString(folder.resolve("address")).strip())
                  .filter(mac -> !mac.isEmpty()),
              Integer.parseInt(Files.readString(folder.resolve("mtu")).strip())));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty(); // Not an interface, or removed meanwhile.
    }
  }

  private static String macText(byte[] mac) {
    StringJoiner text = new StringJoiner(":");
    for (byte part : mac) {
      text.add(String.format("%02x", part));
    }
    return text.toString();
  }
}
