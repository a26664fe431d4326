package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.daemon.CommandRun;
import io.rttd.pipeline.live.NetworkNamespaces;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge's port in host mode: all that passes is between two others, as on a mirror port. */
@Tag("live")
class SilenceLiveTest {
  private static final String CLIENT = "198.18.9.1";
  private static final String SERVER = "198.18.9.2";
  private static final int PORT = 7411;
  private static final int MESSAGES = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(110);

  @TempDir Path folder;
  private NetworkNamespaces one;
  private NetworkNamespaces other;

  @BeforeEach
  void bridgeTwoHosts() throws Exception {
    Permission.assumeMayCapture();
    one = NetworkNamespaces.create();
    other = NetworkNamespaces.create();
    String port = NetworkNamespaces.INTERFACE;
    one.joinFarOf(other, "port1", "02:00:c6:12:09:02");
    one.runInside(one.near(), "ip", "address", "flush", "dev", port);
    one.runInside(one.near(), "ip", "link", "add", "br0", "type", "bridge");
    for (String link : List.of(port, "port1")) {
      one.runInside(one.near(), "ip", "link", "set", link, "master", "br0", "up");
    }
    one.runInside(one.near(), "ip", "link", "set", "br0", "up");
    one.readdress(one.far(), port, CLIENT);
    one.readdress(other.far(), "eth0", SERVER);
  }

  @AfterEach
  void removeHosts() {
    if (other != null) {
      other.close();
    }
    if (one != null) {
      one.close();
    }
  }

  @Test
  void shouldSayInStatusAndLogThatNoEndIsLocal() throws Exception {
    Path yaml =
        Files.writeString(
            folder.resolve("rttd.yaml"),
            """
            init_config:
              report_interval: 1
              status_socket: %s
            instances:
            - interface: %s
            """
                .formatted(folder.resolve("rttd.sock"), NetworkNamespaces.INTERFACE));
    try (DaemonProcess rttd =
        DaemonProcess.start(
            folder, List.of("ip", "netns", "exec", one.near()), "run", "-c", yaml.toString())) {
      rttd.awaitMeasuring(rttd.err());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .pollInSameThread()
          .until(
              () -> {
                exchange();
                return diagnosis(yaml).isPresent();
              });

      assertThat(diagnosis(yaml).get("id").text()).isEqualTo("no_local_end");
      assertThat(diagnosis(yaml).get("remedy").text()).contains("mode: tap");
      assertThat(CommandRun.rttd("status", "-c", yaml).out())
          .contains("wire0: no RTT sample", "have no local end", "mode: tap");
      assertThat(Files.readString(rttd.err())).containsOnlyOnce("WARN  wire0: no RTT sample: ");
    }
  }

  private static JsonTree diagnosis(Path yaml) throws IOException {
    return JsonTree.parse(CommandRun.rttd("status", "--json", "-c", yaml).out())
        .get("interfaces")
        .elements()
        .get(0)
        .get("diagnosis");
  }

  private void exchange() throws Exception {
    FutureTask<Void> server =
        other.start(
            other.far(),
            () -> {
              try (ServerSocket listener =
                      new ServerSocket(PORT, 1, InetAddress.getByName(SERVER));
                  Socket client = listener.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
              }
              return null;
            });
    one.callInside(
        one.far(),
        () -> {
          try (Socket socket = connect()) {
            for (int i = 0; i < MESSAGES; i++) {
              socket.getOutputStream().write(i);
              assertThat(socket.getInputStream().read()).isEqualTo(i);
            }
            socket.shutdownOutput();
          }
          return null;
        });
    server.get(20, TimeUnit.SECONDS);
  }

  /** The listener may not be there yet. */
  private static Socket connect() {
    return await()
        .pollInSameThread()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              Socket socket = new Socket();
              socket.connect(new InetSocketAddress(SERVER, PORT), 5_000);
              return socket;
            },
            Socket::isConnected);
  }
}
