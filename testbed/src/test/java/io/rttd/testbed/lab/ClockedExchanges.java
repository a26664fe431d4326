package io.rttd.testbed.lab;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server that prints how long it took for each answer by its own clock, from the end of read() to
 * the start of write(), and its client; with TLS or without. Processes of their own, to run inside
 * network namespaces. Arguments: {@code server PORT THINK_MS KEYSTORE} or {@code client HOST PORT
 * COUNT OUTSTANDING KEYSTORE}, where the key store is {@code -} for none.
 */
final class ClockedExchanges {
  static final char[] PASSWORD = "rttd-test".toCharArray();
  static final String READY = "ready";
  static final String TOOK = "took ";

  private static final String NO_TLS = "-";
  private static final int REQUEST_BYTES = 100;
  private static final int ANSWER_BYTES = 500;
  private static final long BETWEEN_NS = 5_000_000;
  private static final long SETTLED_NS = 300_000_000;
  private static final long MOST_SPIN_NS = 100_000_000;

  private ClockedExchanges() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("server")) {
      serve(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]), arguments[3]);
    } else {
      ask(
          new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])),
          Integer.parseInt(arguments[3]),
          Integer.parseInt(arguments[4]),
          arguments[5]);
    }
  }

  private static void serve(int port, long thinkMs, String keys) throws Exception {
    try (ServerSocket listener =
        keys.equals(NO_TLS)
            ? new ServerSocket(port)
            : tls(keys).getServerSocketFactory().createServerSocket(port)) {
      System.out.println(READY);
      while (true) {
        try (Socket connection = listener.accept()) {
          connection.setTcpNoDelay(true);
          answer(connection, thinkMs * 1_000_000);
        } catch (EOFException e) {
          // The client is done.
        }
      }
    }
  }

  private static void answer(Socket connection, long thinkNs) throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    OutputStream out = connection.getOutputStream();
    byte[] request = new byte[REQUEST_BYTES];
    boolean spins = !(connection instanceof SSLSocket);
    while (true) {
      // A thread that must be woken starts its clock later than the request arrives.
      long untilNs = System.nanoTime() + MOST_SPIN_NS;
      while (spins && in.available() < REQUEST_BYTES && System.nanoTime() < untilNs) {
        Thread.onSpinWait();
      }
      in.readFully(request);
      long startNs = System.nanoTime();
      while (System.nanoTime() - startNs < thinkNs) {
        if (spins) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(thinkNs - (System.nanoTime() - startNs));
        }
      }
      long tookNs = System.nanoTime() - startNs;
      out.write(new byte[ANSWER_BYTES]);
      System.out.println(TOOK + tookNs);
    }
  }

  private static void ask(InetSocketAddress server, int count, int outstanding, String keys)
      throws Exception {
    try (Socket socket =
        keys.equals(NO_TLS) ? new Socket() : tls(keys).getSocketFactory().createSocket()) {
      socket.setTcpNoDelay(true);
      socket.connect(server);
      if (socket instanceof SSLSocket encrypted) {
        encrypted.startHandshake();
      }
      LockSupport.parkNanos(SETTLED_NS); // Session tickets come after the handshake.
      InputStream in = socket.getInputStream();
      for (int i = 0; i < count + outstanding - 1; i++) {
        if (i < count) {
          socket.getOutputStream().write(new byte[REQUEST_BYTES]);
        }
        if (i >= outstanding - 1) {
          in.readNBytes(ANSWER_BYTES);
        }
        if (outstanding == 1) {
          LockSupport.parkNanos(BETWEEN_NS);
        }
      }
    }
    System.out.println("done");
  }

  private static SSLContext tls(String keys) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = new FileInputStream(keys)) {
      store.load(file, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store, PASSWORD);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }
}
