package io.rttd.daemon.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A DogStatsD server that only listens: UDP on a free loopback port, passing on each line. */
public final class DogStatsDListener implements AutoCloseable {
  private static final byte[] LOOPBACK_V4 = {127, 0, 0, 1};
  private static final int LARGEST_DATAGRAM_BYTES = 65_535;
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  private final DatagramSocket socket;
  private final Consumer<String> lines;
  private final Thread thread;

  /**
   * Opens the port and starts to listen.
   *
   * @param lines receives each line, without its line end, on the listener's thread
   */
  public DogStatsDListener(Consumer<String> lines) throws IOException {
    this(0, lines);
  }

  /** As {@link #DogStatsDListener(Consumer)}, on this port. */
  public DogStatsDListener(int port, Consumer<String> lines) throws IOException {
    this.lines = lines;
    this.socket = new DatagramSocket(null);
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_V4), port));
    this.thread = new Thread(this::listen, "dogstatsd-listener");
    thread.setDaemon(true);
    thread.start();
  }

  /** The UDP port on 127.0.0.1. */
  public int port() {
    return socket.getLocalPort();
  }

  private void listen() {
    DatagramPacket packet =
        new DatagramPacket(new byte[LARGEST_DATAGRAM_BYTES], LARGEST_DATAGRAM_BYTES);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LARGEST_DATAGRAM_BYTES);
        socket.receive(packet);
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        continue;
      }
      new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty())
          .forEach(lines);
    }
  }

  /** Stops listening. */
  @Override
  public void close() {
    socket.close();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
