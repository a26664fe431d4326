package io.rttd.reporting.dogstatsd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A DogStatsD server for tests, on a free loopback port: keeps each datagram and reads its lines
 * strictly.
 */
public final class StatsDListener implements AutoCloseable {
  private static final String MARK = "\u0000all that was sent before has been read";

  private final DatagramSocket socket;
  private final Thread reader;
  private final List<String> datagrams = Collections.synchronizedList(new ArrayList<>());
  private volatile CountDownLatch marked = new CountDownLatch(1);

  private StatsDListener(DatagramSocket socket) {
    this.socket = socket;
    this.reader = new Thread(this::read, "statsd-listener");
    reader.setDaemon(true);
    reader.start();
  }

  /** Listens. */
  public static StatsDListener open() {
    return open(0);
  }

  /** Listens on that port, 0 for any. */
  public static StatsDListener open(int port) {
    try {
      DatagramSocket socket = new DatagramSocket(null);
      socket.setReceiveBufferSize(4 << 20);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return new StatsDListener(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address to send to. */
  public String host() {
    return socket.getLocalAddress().getHostAddress();
  }

  /** The port to send to. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Each datagram that reached this socket before the call, as text. */
  public List<String> datagrams() {
    synchronized (this) {
      // A datagram to oneself queues behind all that came before it.
      marked = new CountDownLatch(1);
      byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
      try (DatagramSocket sender = new DatagramSocket()) {
        sender.send(
            new DatagramPacket(mark, mark.length, socket.getLocalAddress(), socket.getLocalPort()));
        if (!marked.await(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the listener does not read");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      return List.copyOf(datagrams);
    }
  }

  /**
   * The lines of each datagram that reached this socket before the call.
   *
   * @throws IllegalArgumentException when one of them breaks the protocol
   */
  public List<StatsDLine> lines() {
    List<StatsDLine> lines = new ArrayList<>();
    for (String datagram : datagrams()) {
      if (datagram.isEmpty()) {
        throw new IllegalArgumentException("an empty datagram");
      }
      datagram.lines().forEach(line -> lines.add(StatsDLine.parse(line)));
    }
    return lines;
  }

  /** The lines of one metric. */
  public List<StatsDLine> lines(String name) {
    return lines().stream().filter(line -> line.name().equals(name)).toList();
  }

  @Override
  public void close() {
    socket.close();
    // The port takes datagrams until the thread that waits for one has let go of it.
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    byte[] buffer = new byte[65_536];
    try {
      while (!socket.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        String text = new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
        if (text.equals(MARK)) {
          marked.countDown();
        } else {
          datagrams.add(text);
        }
      }
    } catch (SocketException e) {
      // Closed: the way to end.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
