package io.rttd.testbed.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Receives what one daemon sends, scrapes it, and keeps every byte. Lives in a namespace. */
final class OutletBytes implements AutoCloseable {
  private static final int LARGEST_DATAGRAM = 65_536;
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private final NetworkNamespace namespace;
  private final DatagramSocket statsd;
  private final HttpServer otlp;
  private final List<byte[]> datagrams = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /**
   * An OTLP request.
   *
   * @param compressed bytes of the body on the wire
   * @param body the body
   */
  @SuppressWarnings("ArrayRecordComponent") // requests are decoded, never compared
  record Request(int compressed, byte[] body) {
    /** Number of data points in it: resource_metrics, scope_metrics, metrics, kind, data_points. */
    int points() {
      return count(ByteBuffer.wrap(body), new int[][] {{1}, {2}, {2}, {5, 7, 10}, {1}}, 0);
    }

    private static int count(ByteBuffer message, int[][] path, int depth) {
      int found = 0;
      while (message.hasRemaining()) {
        int tag = varint(message);
        if ((tag & 7) != 2) {
          skip(message, tag & 7);
          continue;
        }
        int length = varint(message);
        ByteBuffer inner = message.slice(message.position(), length);
        message.position(message.position() + length);
        for (int field : path[depth]) {
          if (tag >>> 3 == field) {
            found += depth == path.length - 1 ? 1 : count(inner, path, depth + 1);
          }
        }
      }
      return found;
    }

    private static void skip(ByteBuffer message, int wireType) {
      switch (wireType) {
        case 0 -> varint(message);
        case 1 -> message.position(message.position() + Long.BYTES);
        case 5 -> message.position(message.position() + Integer.BYTES);
        default -> throw new IllegalStateException("wire type " + wireType);
      }
    }

    private static int varint(ByteBuffer message) {
      int value = 0;
      int shift = 0;
      byte next;
      do {
        next = message.get();
        value |= (next & 0x7F) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }
  }

  /**
   * Starts to receive, on the loopback interface.
   *
   * @param firstPort of three: DogStatsD, OTLP, and the daemon's own for scrapes
   */
  OutletBytes(NetworkNamespace namespace, int firstPort) {
    this.namespace = namespace;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    statsd = namespace.call(() -> new DatagramSocket(firstPort, loopback));
    otlp =
        namespace.call(() -> HttpServer.create(new InetSocketAddress(loopback, firstPort + 1), 0));
    otlp.createContext("/", this::keep);
    otlp.start();
    namespace.start("statsd", this::receive);
  }

  /** The daemon's keys that lead here. */
  String keys() {
    int port = statsd.getLocalPort();
    return """
      dogstatsd_url: udp://127.0.0.1:%d
      otlp_endpoint: http://127.0.0.1:%d
      prometheus_listen: 127.0.0.1:%d
    """
        .formatted(port, port + 1, port + 2);
  }

  private void receive() {
    byte[] buffer = new byte[LARGEST_DATAGRAM];
    while (!statsd.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        statsd.receive(packet);
      } catch (IOException e) {
        return; // Closed.
      }
      datagrams.add(Arrays.copyOf(buffer, packet.getLength()));
    }
  }

  private void keep(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        requests.add(new Request(body.length, in.readAllBytes()));
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** Forgets what came so far. */
  void reset() {
    datagrams.clear();
    requests.clear();
  }

  List<byte[]> datagrams() {
    return datagrams;
  }

  /** All lines of DogStatsD. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (byte[] datagram : datagrams) {
      lines.addAll(List.of(new String(datagram, StandardCharsets.UTF_8).strip().split("\n", -1)));
    }
    return lines;
  }

  List<Request> requests() {
    return requests;
  }

  /** A response to a scrape, as it comes over the wire (without its headers). */
  byte[] scrape(boolean isProtobuf, boolean isCompressed) {
    String url = "http://127.0.0.1:" + (statsd.getLocalPort() + 2) + "/metrics";
    return namespace.call(
        () -> {
          HttpURLConnection connection =
              (HttpURLConnection) URI.create(url).toURL().openConnection();
          connection.setRequestProperty("Accept", isProtobuf ? PROTOBUF : "text/plain");
          if (isCompressed) {
            connection.setRequestProperty("Accept-Encoding", "gzip");
          }
          try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
          }
        });
  }

  @Override
  public void close() {
    statsd.close();
    otlp.stop(0);
  }
}
