package io.rttd.daemon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DemoTrafficTest {
  @Test
  void shouldAnswerOnEachOfItsPortsAndOnNoneAfterwards() throws Exception {
    int port;
    try (DemoTraffic traffic = new DemoTraffic(5)) {
      traffic.start();
      port = traffic.ports().iterator().next();
      assertThat(traffic.filter()).contains("tcp port " + port);
      try (Socket socket = new Socket("127.0.0.2", port)) {
        socket.getOutputStream().write(new byte[200]);
        assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
      }
    }
    Awaitility.await().until(() -> !isOpen(port));
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.2", port), 200);
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void shouldShipARecordingThatIsSmall() throws Exception {
    Path recording = Path.of(Demo.class.getResource("loopback.pcap").toURI());

    assertThat(Files.size(recording)).isBetween(10_000L, 100_000L);
  }
}
