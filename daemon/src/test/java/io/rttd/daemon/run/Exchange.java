package io.rttd.daemon.run;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** Questions and answers over one TCP connection from 127.0.0.1 to another loopback address. */
final class Exchange {
  private static final byte[] CLIENT = {127, 0, 0, 1};
  private static final int MESSAGE_BYTES = 300;

  private Exchange() {}

  /** Connects, asks, and closes; when it returns, all of it has passed. */
  static void over(String serverAddress, int questions) throws IOException {
    over(serverAddress, questions, () -> {});
  }

  /** As {@link #over(String, int)}, with something done between the questions, halfway. */
  static void over(String serverAddress, int questions, Runnable halfway) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(serverAddress))) {
      CompletableFuture<Void> answers = CompletableFuture.runAsync(() -> answer(server, questions));
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(CLIENT), 0));
        socket.connect(server.getLocalSocketAddress());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int i = 0; i < questions; i++) {
          if (i == questions / 2) {
            halfway.run();
          }
          socket.getOutputStream().write(new byte[MESSAGE_BYTES]);
          in.readFully(new byte[MESSAGE_BYTES]);
        }
      }
      answers.join();
    }
  }

  private static void answer(ServerSocket server, int questions) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < questions; i++) {
        in.readFully(new byte[MESSAGE_BYTES]);
        socket.getOutputStream().write(new byte[MESSAGE_BYTES]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
