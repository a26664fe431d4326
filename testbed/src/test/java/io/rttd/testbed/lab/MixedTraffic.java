package io.rttd.testbed.lab;

import io.rttd.testbed.traffic.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections of every kind of which the kernel keeps count: long ones with much data, short ones,
 * refused and unanswered ones, and ones that either end resets. A process of its own, to run inside
 * a network namespace.
 */
final class MixedTraffic {
  static final int LONG_ONES = 6;
  static final int SHORT_ONES = 40;
  static final int REFUSED = 5;
  static final int UNANSWERED = 3;
  static final int DISCARDED = 3;
  static final int LEFT_UNREAD = 3;
  static final int RESET_BY_SERVER = 4;

  private static final int EXCHANGES = 40;
  private static final int TIMEOUT_MS = 20_000;
  private static final long CLOSING_NS = 20_000_000;
  private static final Exchange LARGE = new Exchange(60_000, 20_000, 0);
  private static final Exchange SMALL = new Exchange(100, 3_000, 0);

  private final InetSocketAddress server;
  private final InetSocketAddress closed;
  private final InetSocketAddress silent;

  private MixedTraffic(
      InetSocketAddress server, InetSocketAddress closed, InetSocketAddress silent) {
    this.server = server;
    this.closed = closed;
    this.silent = silent;
  }

  /** Arguments: host and port of the server, a closed port, an address that does not answer. */
  public static void main(String[] arguments) throws Exception {
    String host = arguments[0];
    new MixedTraffic(
            new InetSocketAddress(host, Integer.parseInt(arguments[1])),
            new InetSocketAddress(host, Integer.parseInt(arguments[2])),
            new InetSocketAddress(arguments[3], Integer.parseInt(arguments[1])))
        .run();
    System.out.println("done");
  }

  private void run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      add(tasks, UNANSWERED, () -> expectFailure(silent));
      add(tasks, LONG_ONES, () -> exchange(LARGE, EXCHANGES));
      add(tasks, REFUSED, () -> expectFailure(closed));
      add(tasks, SHORT_ONES, () -> exchange(SMALL, 1));
      add(tasks, DISCARDED, this::discard);
      add(tasks, LEFT_UNREAD, this::leaveUnread);
      add(tasks, RESET_BY_SERVER, this::offend);
      for (Future<Void> task : threads.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** A step of the traffic. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static void add(List<Callable<Void>> tasks, int count, Step step) {
    for (int i = 0; i < count; i++) {
      tasks.add(
          () -> {
            step.run();
            return null;
          });
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    socket.connect(server, TIMEOUT_MS);
    return socket;
  }

  private void exchange(Exchange exchange, int times) throws IOException {
    try (Socket socket = connect()) {
      for (int i = 0; i < times; i++) {
        exchange.perform(socket);
      }
    }
  }

  private static void expectFailure(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      throw new AssertionError(address + " has answered");
    } catch (ConnectException e) {
      // As wanted: refused, or timed out.
    }
  }

  /** Closes with a RST instead of a FIN. */
  private void discard() throws IOException {
    try (Socket socket = connect()) {
      SMALL.perform(socket);
      socket.setSoLinger(true, 0);
    }
  }

  /** Closes with data unread: after the JVM's FIN, the kernel sends a RST (RFC 9293 3.6.1). */
  private void leaveUnread() throws IOException {
    try (Socket socket = connect()) {
      SMALL.perform(socket);
      OutputStream out = socket.getOutputStream();
      out.write(request());
      while (socket.getInputStream().available() == 0) {
        Thread.onSpinWait();
      }
    }
  }

  /** Sends what the server does not understand, and more: it closes with the rest unread. */
  private void offend() throws IOException {
    try (Socket socket = connect()) {
      SMALL.perform(socket);
      socket.getOutputStream().write(new byte[1_000]);
      // A FIN comes, and then a RST, which this end must not close before.
      while (socket.getInputStream().read() < 0) {
        LockSupport.parkNanos(CLOSING_NS);
        socket.getOutputStream().write(0);
      }
      throw new AssertionError("the server has answered");
    } catch (SocketException e) {
      // As wanted: the connection was reset.
    }
  }

  private static byte[] request() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SMALL.requestBytes());
    bytes.putInt(SMALL.requestBytes()).putInt(SMALL.responseBytes()).putInt(0);
    return bytes.array();
  }
}
