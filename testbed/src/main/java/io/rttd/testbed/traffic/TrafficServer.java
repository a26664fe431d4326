package io.rttd.testbed.traffic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers requests: each begins with {@link Exchange#HEADER_LENGTH} bytes that give its length, the
 * length of the response, and the think time before it. A connection can send any number of
 * requests, one after another.
 */
public final class TrafficServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int RECEIVE_CHUNK = 64 * 1024;

  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "traffic-server");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Listens on all addresses.
   *
   * @param port 0 for any
   * @throws IOException if the port is taken
   */
  public TrafficServer(int port) throws IOException {
    listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(port), BACKLOG);
    workers.execute(this::accept);
  }

  /** The port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      listener.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      workers.shutdown();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        workers.execute(() -> serve(connection));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      byte[] chunk = new byte[RECEIVE_CHUNK];
      byte[] header = new byte[Exchange.HEADER_LENGTH];
      while (true) {
        in.readFully(header);
        Exchange exchange = Exchange.decode(header);
        int left = exchange.requestBytes() - Exchange.HEADER_LENGTH;
        while (left > 0) {
          int n = in.read(chunk, 0, Math.min(left, chunk.length));
          if (n < 0) {
            throw new EOFException();
          }
          left -= n;
        }
        if (exchange.thinkMicros() > 0) {
          LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(exchange.thinkMicros()));
        }
        out.write(new byte[exchange.responseBytes()]);
      }
    } catch (IOException e) {
      // The client is done, or gone: either way the connection is over.
    } finally {
      connections.remove(connection);
    }
  }
}
