package io.rttd.pipeline.live;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Real TCP connections between two namespaces, or within one. */
public final class TcpTraffic {
  /** What every message is full of. */
  public static final String SECRET = "s3cret";

  private static final int MESSAGE_BYTES = 4000;
  private static final int TIMEOUT_MS = 20_000;

  private TcpTraffic() {}

  /**
   * One connection over which this many messages go to the server's namespace and are echoed; it is
   * closed from both sides before this returns.
   */
  public static void exchange(
      NetworkNamespaces namespaces,
      String client,
      String server,
      String serverAddress,
      int port,
      int messages)
      throws Exception {
    ServerSocket listener =
        namespaces.callInside(
            server, () -> new ServerSocket(port, 1, InetAddress.getByName(serverAddress)));
    try (listener) {
      listener.setSoTimeout(TIMEOUT_MS);
      FutureTask<Void> echo = namespaces.start(server, () -> echo(listener, messages));
      namespaces.callInside(client, () -> ask(serverAddress, port, messages));
      echo.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
  }

  private static Void echo(ServerSocket listener, int messages) throws IOException {
    byte[] message = new byte[MESSAGE_BYTES];
    try (Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (int i = 0; i < messages; i++) {
        in.readFully(message);
        out.write(message);
      }
      in.read();
    }
    return null;
  }

  private static Void ask(String address, int port, int messages) throws IOException {
    byte[] message =
        Arrays.copyOf(
            SECRET.repeat(MESSAGE_BYTES / SECRET.length()).getBytes(StandardCharsets.US_ASCII),
            MESSAGE_BYTES);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      for (int i = 0; i < messages; i++) {
        out.write(message);
        in.readFully(message);
      }
    }
    return null;
  }
}
