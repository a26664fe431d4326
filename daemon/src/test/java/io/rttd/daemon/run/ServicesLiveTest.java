package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services of one pair of hosts, told apart by the daemon as a process with CAP_NET_RAW alone. */
@Tag("live")
class ServicesLiveTest {
  private static final String PEER = "127.0.0.16";
  private static final int QUESTIONS = 5;
  private static final List<String> ONLY_NET_RAW =
      List.of(
          "setpriv", "--inh-caps=-all,+net_raw", "--bounding-set=-all,+net_raw", "--no-new-privs");
  private static final String ECHO =
      """
      import socket
      server = socket.create_server(("%s", 0))
      print(server.getsockname()[1], flush=True)
      while True:
          client, _ = server.accept()
          while data := client.recv(4096):
              client.sendall(data)
      """
          .formatted(PEER);

  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  /** An echo server in the group, and its port. */
  private record Server(Process process, int port) implements AutoCloseable {
    static Server in(UnitGroup group) throws IOException {
      Process process = group.start("python3", "-c", ECHO);
      BufferedReader out = process.inputReader();
      return new Server(process, Integer.parseInt(out.readLine()));
    }

    void ask() throws IOException {
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.connect(new InetSocketAddress(PEER, port));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int i = 0; i < QUESTIONS; i++) {
          socket.getOutputStream().write(new byte[300]);
          in.readFully(new byte[300]);
        }
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldNameServicesAfterTheUnitsThatListen() throws Exception {
    assumeMayRun();
    try (UnitGroup web = UnitGroup.of("nginx.service");
        UnitGroup database = UnitGroup.of("postgresql@15-main.service");
        Server nginx = Server.in(web);
        Server postgres = Server.in(database)) {
      measure(
          "auto",
          () -> {
            nginx.ask();
            postgres.ask();
            Exchange.over(PEER, QUESTIONS);
          });
    }

    assertThat(connectsByService())
        .as("towards the peer, by service; the test itself listens without a unit")
        .isEqualTo(Map.of("nginx", 1.0, "postgresql_15-main", 1.0, "", 1.0));
  }

  @Test
  void shouldNameServicesByConfiguredPorts() throws Exception {
    assumeMayRun();
    try (UnitGroup group = UnitGroup.of("nginx.service");
        Server one = Server.in(group);
        Server two = Server.in(group)) {
      measure(
          "{%d: api, %d: web}".formatted(one.port(), two.port()),
          () -> {
            one.ask();
            two.ask();
            two.ask();
            Exchange.over(PEER, QUESTIONS);
          });
    }

    assertThat(connectsByService()).isEqualTo(Map.of("api", 1.0, "web", 2.0, "", 1.0));
  }

  @Test
  void shouldNameServicesAfterAReload() throws Exception {
    assumeMayRun();
    try (UnitGroup group = UnitGroup.of("nginx.service");
        Server server = Server.in(group);
        DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml = yaml(listener.port(), 1, "{}");
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, ONLY_NET_RAW, "run", "-c", yaml.toString())) {
        rttd.awaitMeasuring(rttd.err());
        server.ask();
        yaml(listener.port(), 1, "auto");
        rttd.hangUp();
        Awaitility.await()
            .atMost(30, TimeUnit.SECONDS)
            .until(
                () -> {
                  server.ask();
                  return lines.stream().anyMatch(line -> line.contains("service_port:nginx"));
                });
      }
    }
  }

  private static void assumeMayRun() {
    Permission.assumeMayCapture();
    Permission.assumeMaySetPrivileges();
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is missing");
  }

  /** Something to capture. */
  @FunctionalInterface
  private interface Traffic {
    void run() throws Exception;
  }

  private void measure(String services, Traffic traffic) throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml = yaml(listener.port(), 3600, services);
      try (DaemonProcess rttd =
          DaemonProcess.start(folder, ONLY_NET_RAW, "run", "-c", yaml.toString())) {
        rttd.awaitMeasuring(rttd.err());
        traffic.run();
        rttd.terminate();
        assertThat(rttd.exitCode()).isZero();
        assertThat(rttd.err()).content().doesNotContain("WARN");
      }
    }
  }

  private Path yaml(int statsdPort, int reportInterval, String services) throws IOException {
    return Files.writeString(
        folder.resolve("rttd.yaml"),
        """
        init_config:
          statsd_port: %d
          report_interval: %d
          status_socket: off
          services: %s
        instances:
          - interface: lo
            ips: [%s]
        """
            .formatted(statsdPort, reportInterval, services, PEER));
  }

  /** The connections whose samples say that this service took them: one SYN/ACK each. */
  private Map<String, Double> connectsByService() {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals("system.net.tcp.rtt.count"))
        .filter(line -> line.tag("dst").filter(PEER::equals).isPresent())
        .collect(
            Collectors.toMap(
                line -> line.tag("service_port").orElse(""),
                line -> (double) Math.floorDiv(line.values().get(0).longValue(), QUESTIONS + 1)));
  }
}
