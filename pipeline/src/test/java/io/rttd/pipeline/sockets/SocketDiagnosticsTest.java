package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketDiagnosticsTest {
  private static final long IPV4_LOOPBACK = 0xFFFF_7F00_0001L;

  private record Seen(int state, int localPort, int remotePort, Address local, boolean tcpInfo) {}

  private static List<Seen> dump(int states, int attributes) throws IOException {
    List<Seen> seen = new ArrayList<>();
    try (SocketDiagnostics kernel = SocketDiagnostics.open()) {
      kernel.dump(
          states,
          attributes,
          socket -> {
            boolean[] tcpInfo = {false};
            socket.attributes(
                (type, buffer, offset, length) ->
                    tcpInfo[0] |= type == SocketMessage.TCP_INFO && length >= 104);
            seen.add(
                new Seen(
                    socket.state(),
                    socket.localPort(),
                    socket.remotePort(),
                    socket.localAddress(),
                    tcpInfo[0]));
          });
    }
    return seen;
  }

  @Test
  void shouldListASocketThatListensOnAnIpv4Address() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Java opens IPv6 sockets where it can; the kernel lists their IPv4 address as mapped.
      assertThat(dump(SocketDiagnostics.LISTEN, SocketDiagnostics.NO_ATTRIBUTES))
          .contains(new Seen(10, server.getLocalPort(), 0, new Address(0, IPV4_LOOPBACK), false));
    }
  }

  @Test
  void shouldListBothEndsOfAConnectionWithTheKernelsMeasurements() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
      Address loopback = new Address(0, IPV4_LOOPBACK);
      int here = client.getLocalPort();
      int there = client.getPort();
      assertThat(dump(SocketDiagnostics.ESTABLISHED, SocketDiagnostics.WITH_TCP_INFO))
          .contains(
              new Seen(1, here, there, loopback, true), new Seen(1, there, here, loopback, true))
          .allMatch(seen -> seen.state() == 1);
    }
  }

  @Test
  void shouldKnowTheInodeAndTheOwnerOfASocket() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketDiagnostics kernel = SocketDiagnostics.open()) {
      List<Long> inodes = new ArrayList<>();
      kernel.dump(
          SocketDiagnostics.LISTEN,
          SocketDiagnostics.NO_ATTRIBUTES,
          socket -> {
            if (socket.localPort() == server.getLocalPort()) {
              inodes.add(socket.inode());
            }
          });
      assertThat(inodes).hasSize(1).allMatch(inode -> inode > 0);
    }
  }
}
