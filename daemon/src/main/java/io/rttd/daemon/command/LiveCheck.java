package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.config.Endpoint;
import io.rttd.config.InstanceConfig;
import io.rttd.config.MetricNames;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import io.rttd.pipeline.interfaces.NetworkLink;
import io.rttd.reporting.Counted;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks a configuration against this host and the current account: interfaces, names, DogStatsD,
 * files and the series to expect. One line per finding. Single-threaded.
 */
final class LiveCheck {
  /** A distribution is five custom metrics in Datadog: avg, count, max, min and sum. */
  private static final int METRICS_OF_A_DISTRIBUTION = 5;

  private static final int CAP_NET_RAW = 13;
  private static final int DATAGRAMS = 2;
  private static final int REFUSAL_MS = 50;

  private final RttdConfig config;
  private final PrintWriter out;
  private int faults;

  LiveCheck(RttdConfig config, PrintWriter out) {
    this.config = config;
    this.out = out;
  }

  /**
   * Checks everything, and prints it.
   *
   * @param pairs current number of pairs
   * @return whether nothing prevents rttd from measuring and reporting
   */
  boolean run(PairCount pairs) throws InterruptedException {
    out.println();
    for (InstanceConfig instance : config.instances()) {
      instance.interfaceName().ifPresent(this::checkInterface);
      for (String host : instance.hosts()) {
        checkHost(host);
      }
    }
    if (config.reporting().dogStatsD().isPresent()) {
      checkDogStatsD(config.reporting().dogStatsD().get());
      printSeries(pairs);
    }
    checkFiles();
    return faults == 0;
  }

  private void checkInterface(String name) {
    try {
      if (!mayCapture()) {
        throw CaptureInterfaces.noPermission(name);
      }
      if (name.equals(CaptureInterfaces.ANY)) {
        ok("interface", "any: all of them");
        return;
      }
      InterfaceDirectory directory = InterfaceMonitor.readOnce();
      List<NetworkLink> found =
          InterfaceSelector.of(name).select(directory).stream()
              .flatMap(each -> directory.find(each).stream())
              .toList();
      if (found.isEmpty()) {
        throw CaptureInterfaces.notFound(name);
      }
      found.forEach(this::printInterface);
    } catch (CaptureException e) {
      fault("interface", e.getMessage());
    }
  }

  private void printInterface(NetworkLink link) {
    ok(
        "interface",
        link.name()
            + ": "
            + (link.addresses().isEmpty()
                ? "no address"
                : link.addresses().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(", "))));
  }

  /** Whether this account has the capability; true if that cannot be read. */
  private static boolean mayCapture() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapEff:")) {
          return (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> CAP_NET_RAW & 1) == 1;
        }
      }
    } catch (IOException e) {
      return true;
    }
    return true;
  }

  private void checkHost(String host) throws InterruptedException {
    try {
      ok(
          "host",
          host
              + ": "
              + HostLookup.addressesOf(host).stream()
                  .map(InetAddress::getHostAddress)
                  .collect(Collectors.joining(", ")));
    } catch (UnknownHostException e) {
      fault("host", e.getMessage());
    }
  }

  private void checkDogStatsD(Endpoint endpoint) throws InterruptedException {
    try {
      if (endpoint.isUnix()) {
        checkSocket(endpoint);
      } else {
        InetAddress address = HostLookup.addressesOf(endpoint.host()).get(0);
        probe(new InetSocketAddress(address, endpoint.port()));
        ok("DogStatsD", endpoint.url() + ": not refused (UDP cannot tell more)");
      }
    } catch (PortUnreachableException e) {
      fault("DogStatsD", endpoint.url() + ": nothing listens there");
    } catch (IOException e) {
      fault("DogStatsD", endpoint.url() + ": " + e.getMessage());
    }
  }

  private void checkSocket(Endpoint endpoint) throws IOException {
    Path path = Path.of(endpoint.host());
    if (!Files.exists(path)) {
      fault("DogStatsD", endpoint.url() + ": no such socket");
    } else if (!Files.isWritable(path)) {
      fault("DogStatsD", endpoint.url() + ": this account cannot write to the socket");
    } else if (endpoint.scheme().equals("unixstream")) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.configureBlocking(false);
        channel.connect(UnixDomainSocketAddress.of(path));
        ok("DogStatsD", endpoint.url() + ": answers");
      }
    } else {
      ok("DogStatsD", endpoint.url() + ": writable");
    }
  }

  /** Sends line ends, which DogStatsD skips: the next call reports the refusal of a datagram. */
  private static void probe(InetSocketAddress address) throws IOException, InterruptedException {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(address);
      for (int i = 0; i < DATAGRAMS; i++) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        Thread.sleep(REFUSAL_MS);
      }
      channel.configureBlocking(false);
      channel.read(ByteBuffer.allocate(1));
    }
  }

  private void checkFiles() {
    if (config.logging().toFile()) {
      checkWritable("log_file", config.logging().file());
    }
    config.files().forEach((file, path) -> checkWritable(file.key(), path));
    config
        .status()
        .socket()
        .ifPresent(
            socket -> checkFolder("status_socket", socket, socket.toAbsolutePath().getParent()));
  }

  private void checkWritable(String key, Path file) {
    if (!Files.exists(file)) {
      checkFolder(key, file, file.toAbsolutePath().getParent());
    } else if (Files.isRegularFile(file) && Files.isWritable(file)) {
      ok(key, file + ": writable");
    } else {
      fault(key, file + ": this account cannot write to it, or it is not a regular file");
    }
  }

  /** rttd creates missing folders, if it may. */
  private void checkFolder(String key, Path file, Path folder) {
    Path existing = folder;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing != null && Files.isDirectory(existing) && Files.isWritable(existing)) {
      ok(key, file + ": can be created");
    } else {
      fault(key, file + ": this account cannot write to " + existing);
    }
  }

  private void printSeries(PairCount pairs) {
    long series = MetricNames.seriesPerPair(config.reporting());
    long distributions = MetricNames.distributionsPerPair(config.reporting());
    long custom = series - distributions + METRICS_OF_A_DISTRIBUTION * distributions;
    ok(
        "series",
        "up to %d for each pair (%s; %s in Datadog); %s %s: %d (%d)"
            .formatted(
                series,
                MetricNames.seriesByGroup(config.reporting()),
                Counted.text(custom, "custom metric"),
                Counted.text(pairs.pairs(), "pair"),
                pairs.source(),
                series * pairs.pairs(),
                custom * pairs.pairs()));
  }

  private void ok(String what, String text) {
    out.printf("  ok     %-14s %s%n", what, text);
  }

  private void fault(String what, String text) {
    faults++;
    out.printf("  FAULT  %-14s %s%n", what, text);
  }

  /** The connections' ends that share a pair of addresses, for tests without a kernel. */
  static long distinctPairs(List<String> socketTable) {
    return socketTable.stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+", -1))
        .filter(fields -> fields.length > 3 && fields[3].equals("01"))
        .map(fields -> addressOf(fields[1]) + ' ' + addressOf(fields[2]))
        .distinct()
        .count();
  }

  private static String addressOf(String addressAndPort) {
    return addressAndPort.substring(0, addressAndPort.indexOf(':'));
  }
}
