package io.rttd.testbed.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to many addresses of the loopback interface, with one request and response every 100
 * ms.
 */
final class LoopbackTalk implements AutoCloseable {
  private static final int MESSAGE_BYTES = 100;
  private static final long PAUSE_MS = 100;

  private final ServerSocket server;
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean ended;

  /** Talks to 127.0.1.1, 127.0.1.2 and so on, until closed. */
  LoopbackTalk(int addresses) throws IOException {
    server = new ServerSocket(0, addresses);
    for (int i = 1; i <= addresses; i++) {
      byte[] address = {127, 0, 1, (byte) i};
      Socket asking = new Socket(InetAddress.getByAddress(address), server.getLocalPort());
      Socket answering = server.accept();
      sockets.add(asking);
      sockets.add(answering);
      start(() -> ask(asking));
      start(() -> answer(answering));
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private static void start(Runnable talk) {
    Thread thread = new Thread(talk, "talk");
    thread.setDaemon(true);
    thread.start();
  }

  private void ask(Socket socket) {
    try {
      while (!ended) {
        socket.getOutputStream().write(new byte[MESSAGE_BYTES]);
        socket.getInputStream().readNBytes(MESSAGE_BYTES);
        Thread.sleep(PAUSE_MS);
      }
    } catch (IOException e) {
      endOrThrow(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Socket socket) {
    try {
      while (socket.getInputStream().readNBytes(MESSAGE_BYTES).length == MESSAGE_BYTES) {
        socket.getOutputStream().write(new byte[MESSAGE_BYTES]);
      }
    } catch (IOException e) {
      endOrThrow(e);
    }
  }

  private void endOrThrow(IOException e) {
    if (!ended) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    ended = true;
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }
}
