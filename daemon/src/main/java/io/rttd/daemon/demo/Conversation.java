package io.rttd.daemon.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** The conversations of the demo's connections. */
enum Conversation {
  /**
   * A long connection: a short request, some thinking time, a response that fits into two packets.
   */
  REQUESTS("requests") {
    @Override
    void serve(Socket socket) throws IOException, InterruptedException {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] question = new byte[QUESTION_BYTES];
      while (true) {
        in.readFully(question);
        sleep(THINK_TIME_MS);
        socket.getOutputStream().write(new byte[ANSWER_BYTES]);
      }
    }

    @Override
    void ask(Connector server, int pauseMs) throws IOException, InterruptedException {
      try (Socket socket = server.connect()) {
        while (true) {
          exchange(socket);
          sleep(pauseMs);
        }
      }
    }
  },

  /** A long connection: bursts of data in one direction. */
  BULK("bulk data") {
    @Override
    void serve(Socket socket) throws IOException {
      InputStream in = socket.getInputStream();
      byte[] sink = new byte[BURST_BYTES];
      while (in.read(sink) >= 0) {
        // Read and discarded.
      }
    }

    @Override
    void ask(Connector server, int pauseMs) throws IOException, InterruptedException {
      try (Socket socket = server.connect()) {
        byte[] burst = new byte[BURST_BYTES];
        while (true) {
          socket.getOutputStream().write(burst);
          sleep(pauseMs);
        }
      }
    }
  },

  /** One request, one response, then the connection is closed. */
  SHORT("short connections") {
    @Override
    void serve(Socket socket) throws IOException {
      new DataInputStream(socket.getInputStream()).readFully(new byte[QUESTION_BYTES]);
      socket.getOutputStream().write(new byte[ANSWER_BYTES]);
    }

    @Override
    void ask(Connector server, int pauseMs) throws IOException, InterruptedException {
      while (true) {
        try (Socket socket = server.connect()) {
          exchange(socket);
        }
        sleep(pauseMs);
      }
    }
  };

  /** Thinking time of the server of {@link #REQUESTS}: shorter than a delayed ACK. */
  static final int THINK_TIME_MS = 10;

  private static final int QUESTION_BYTES = 200;
  private static final int ANSWER_BYTES = 2_000;
  private static final int BURST_BYTES = 256 << 10;

  private final String title;

  Conversation(String title) {
    this.title = title;
  }

  /** Opens a new connection to this conversation's server. */
  @FunctionalInterface
  interface Connector {
    Socket connect() throws IOException;
  }

  /** Its name. */
  String title() {
    return title;
  }

  /** The server's side, until the connection ends or the thread is interrupted. */
  abstract void serve(Socket socket) throws IOException, InterruptedException;

  /**
   * The client's side, until the thread is interrupted or a connection fails.
   *
   * @param pauseMs between two bursts, requests or connections
   */
  abstract void ask(Connector server, int pauseMs) throws IOException, InterruptedException;

  private static void exchange(Socket socket) throws IOException {
    socket.getOutputStream().write(new byte[QUESTION_BYTES]);
    new DataInputStream(socket.getInputStream()).readFully(new byte[ANSWER_BYTES]);
  }

  private static void sleep(int ms) throws InterruptedException {
    Thread.sleep(ms);
  }
}
