package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.CaptureInterface;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.TimedEnds;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.capture.filter.KeptBytes;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.live.LiveCapture;
import io.rttd.capture.live.LiveMethod;
import io.rttd.capture.live.LiveSettings;
import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.RttdConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an instance's configuration says of its capture, put into practice. */
final class CaptureSource {
  private static final Logger LOG = System.getLogger(CaptureSource.class.getName());

  private CaptureSource() {}

  /** What reports call the instance: the interface, or the file's name without its folders. */
  static String nameOf(InstanceConfig instance) {
    return instance
        .captureFile()
        .map(file -> String.valueOf(file.getFileName()))
        .or(instance::interfaceName)
        .orElseThrow();
  }

  /**
   * Whose data is timed. A file of which nobody said what is local is read as a tap: the machine
   * that reads it need not be the one that wrote it.
   */
  static TimedEnds timedEnds(InstanceConfig instance) throws CaptureException {
    if (instance.mode() == Mode.TAP) {
      return TimedEnds.bothEnds();
    }
    if (instance.captureFile().isPresent()) {
      return instance.localNetworks().isEmpty()
          ? TimedEnds.bothEnds()
          : TimedEnds.host(new LocalNetworks(List.of(), instance.localNetworks()));
    }
    return TimedEnds.host(
        CaptureInterfaces.localNetworks(
            instance.interfaceName().orElseThrow(), instance.localNetworks()));
  }

  /**
   * Opens the file, or starts to listen.
   *
   * @throws CaptureException also when peers are named but none of them has an address: measuring
   *     everybody instead would be the opposite of what was asked for
   */
  static FrameSource open(InstanceConfig instance, PeerNames peers, RttdConfig config)
      throws CaptureException {
    Optional<Path> file = instance.captureFile();
    if (file.isPresent()) {
      refuseFilter(instance);
      return CaptureFiles.open(file.get());
    }
    String name = instance.interfaceName().orElseThrow();
    if (instance.networks().isEmpty()
        && !instance.hosts().isEmpty()
        && peers.addresses().isEmpty()) {
      throw new CaptureException(
          Reason.BAD_FILTER,
          name + ": none of the hosts " + instance.hosts() + " has an address; check the names");
    }
    PeerFilter filter =
        new PeerFilter(
            instance.networks(),
            peers.addresses(),
            instance.excludedNetworks(),
            instance.ports(),
            instance.filter());
    LOG.log(
        Level.INFO,
        () ->
            name + ": opening the capture; filter: " + filter.expression().orElse("none, all TCP"));
    return LiveCapture.open(
        new LiveSettings(
            name,
            new KeptBytes(config.snaplen(), needsAcksOfThisHost(instance)),
            filter,
            LiveMethod.best(),
            LiveSettings.ringBytesFor(config.engine().memoryLimitBytes())));
  }

  /**
   * In host mode, an ACK that this host sends neither is timed nor answers anything that is. Not so
   * where its own addresses may be those of the receivers of what it sends: on loopback, on
   * interfaces without addresses (ports of a bridge, ends of a veth), and where the user says what
   * is local.
   */
  static boolean needsAcksOfThisHost(InstanceConfig instance) throws CaptureException {
    if (instance.mode() == Mode.TAP || !instance.localNetworks().isEmpty()) {
      return true;
    }
    String name = instance.interfaceName().orElseThrow();
    if (name.equals(CaptureInterfaces.ANY)) {
      return false; // What is sent to this host itself is also heard where it is received.
    }
    CaptureInterface own = CaptureInterfaces.find(name);
    return own.loopback() || own.addresses().isEmpty();
  }

  // The kernel filters what comes from a wire; nothing filters a file, and to measure more than was
  // asked for in silence would be worse than not to start.
  private static void refuseFilter(InstanceConfig instance) throws CaptureException {
    boolean filtered =
        !instance.networks().isEmpty()
            || !instance.hosts().isEmpty()
            || !instance.excludedNetworks().isEmpty()
            || !instance.ports().isEmpty()
            || instance.filter().isPresent();
    if (filtered) {
      throw new CaptureException(
          Reason.BAD_FILTER,
          nameOf(instance)
              + ": ips, hosts, exclude_ips, ports and filter do not apply to capture files yet;"
              + " take them out, or filter the file with: tcpdump -r FILE -w FILTERED EXPRESSION");
    }
  }
}
