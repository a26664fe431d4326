package io.rttd.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Answers each byte with the same, after a while, on the loopback. */
public final class EchoServer implements AutoCloseable {
  private final ServerSocket server;
  private final Thread thread;
  private final Duration thinks;

  /** A server on a port of its own that answers after {@code thinks}. */
  public EchoServer(Duration thinks) throws IOException {
    this.thinks = thinks;
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** One connection, this many bytes there and back, one after the other. */
  public void exchange(int bytes) {
    try (Socket socket = new Socket(server.getInetAddress(), port())) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < bytes; i++) {
        socket.getOutputStream().write(i);
        if (socket.getInputStream().read() != (i & 0xFF)) {
          throw new IllegalStateException("another byte came back");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setTcpNoDelay(true);
        echo(socket);
      } catch (IOException | InterruptedException e) {
        // The client went, or the server was closed: the loop's condition tells.
      }
    }
  }

  private void echo(Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      Thread.sleep(thinks.toMillis());
      socket.getOutputStream().write(next);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
