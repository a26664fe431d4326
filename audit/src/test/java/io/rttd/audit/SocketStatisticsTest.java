package io.rttd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SocketStatisticsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void shouldReadBothEndsOfAConnectionFromTheKernel() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write(1);
      accepted.getInputStream().read();

      List<KernelRtt> sockets = SocketStatistics.read(Set.of(server.getLocalPort()));

      assertThat(sockets)
          .hasSize(2)
          .allSatisfy(
              socket -> {
                assertThat(socket.local()).isEqualTo("127.0.0.1");
                assertThat(socket.peer()).isEqualTo("127.0.0.1");
                assertThat(socket.smoothedMs()).isPositive();
                assertThat(socket.minMs()).isBetween(0.0, socket.smoothedMs());
              });
    }
  }

  @Test
  void shouldReadNoSocketsOfOtherPorts() {
    assertThat(SocketStatistics.read(Set.of())).isEmpty();
  }
}
