package io.rttd.testbed.lab;

import io.rttd.testbed.traffic.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One host of the fleet: a namespace whose {@code eth0} leads to the bridge of its segment, and
 * {@code mgmt} to Prometheus; a daemon, and a capture of the same packets.
 */
final class FleetHost implements AutoCloseable {
  static final int METRICS_PORT = 9475;
  static final int SERVER_PORT = 5201;

  private static final int SMALLEST_REQUEST = 100;
  private static final int LARGEST_REQUEST = 40_000;
  private static final int RESPONSE_BYTES = 500;
  private static final int EXCHANGES_OF_A_CONNECTION = 20;

  private final int number;
  private final Path folder;
  private final FleetSegment segment;
  private final NetworkNamespace namespace;
  private Process capture;

  /**
   * Creates the host and its interfaces.
   *
   * @param number from 1 to 200
   */
  FleetHost(int number, FleetSegment segment, NetworkNamespace monitor, Path parent)
      throws IOException {
    this.number = number;
    this.segment = segment;
    this.folder = Files.createDirectories(parent.resolve("host" + number));
    namespace = new NetworkNamespace("h" + number);
    connect(segment.lan(), segment.bridge(), "eth0", address());
    connect(monitor, "br0", "mgmt", metricsAddress());
    // The capture must see the segments that the relay sees, not what TSO would make of them.
    namespace.ip("link", "set", "eth0", "gso_max_segs", "1");
  }

  private void connect(NetworkNamespace other, String bridge, String name, String address) {
    String port = "p" + number;
    other.ip("link", "add", port, "type", "veth", "peer", name, "netns", namespace.name());
    other.ip("link", "set", port, "master", bridge, "up");
    namespace.ip("addr", "add", address + "/24", "dev", name);
    namespace.ip("link", "set", name, "up");
  }

  int number() {
    return number;
  }

  FleetSegment segment() {
    return segment;
  }

  private String address() {
    return segment.address(number);
  }

  private String metricsAddress() {
    return "198.19.0." + number;
  }

  /** What Prometheus scrapes. */
  String target() {
    return metricsAddress() + ":" + METRICS_PORT;
  }

  /** Starts the daemon; returns when it measures. */
  void startDaemon(LabProcesses processes, Path rttd, int intervalSeconds) throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("rttd.yaml"),
            """
            init_config:
              dogstatsd_url: off
              report_interval: %d
              memory_limit: 32MB
              status_socket: off
              prometheus_listen: %s
            instances:
            - interface: eth0
            """
                .formatted(intervalSeconds, target()));
    Path log = Files.writeString(folder.resolve("rttd.txt"), "");
    Process daemon =
        processes.start(
            namespace.in(List.of(rttd.toAbsolutePath().toString(), "run", "-c", yaml.toString())),
            log);
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.readString(log).contains("measuring")) {
      if (LabProcesses.await(daemon, Duration.ofMillis(20)) || System.nanoTime() - endNs > 0) {
        throw new LabException("rttd did not start: " + Files.readString(log));
      }
    }
  }

  /** Starts the capture; returns when it captures. */
  void startCapture(LabProcesses processes) throws IOException {
    capture =
        processes.startAndAwait(
            namespace.in(
                List.of(
                    "tcpdump",
                    "-i",
                    "eth0",
                    "-n",
                    "-s",
                    "96",
                    "--time-stamp-precision=nano",
                    "-Z",
                    "root",
                    "-w",
                    pcap().toString(),
                    "tcp")),
            Files.writeString(folder.resolve("tcpdump.txt"), ""),
            "tcpdump: listening");
  }

  /** Ends the capture; the round-trip times in it. */
  TapSamples endCapture() throws IOException {
    LabProcesses.stop(capture);
    return TapSamples.read(pcap(), address());
  }

  private Path pcap() {
    return folder.resolve("tap.pcap");
  }

  /** Starts requests of random size, one after another, on one connection after another. */
  Thread startTraffic(long endNs, int pauseMs) {
    return namespace.start(
        "traffic-" + number,
        () -> {
          Random random = new Random(number);
          while (System.nanoTime() - endNs < 0) {
            converse(endNs, pauseMs, random);
          }
        });
  }

  private void converse(long endNs, int pauseMs, Random random) {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(segment.serverAddress(), SERVER_PORT));
      for (int i = 0; i < EXCHANGES_OF_A_CONNECTION && System.nanoTime() - endNs < 0; i++) {
        double share = random.nextDouble();
        double bytes =
            SMALLEST_REQUEST * Math.pow((double) LARGEST_REQUEST / SMALLEST_REQUEST, share);
        new Exchange((int) bytes, RESPONSE_BYTES, 0).perform(socket);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(2 * pauseMs)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    namespace.close();
  }
}
