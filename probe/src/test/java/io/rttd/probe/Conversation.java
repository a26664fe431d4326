package io.rttd.probe;

import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A capture of one HTTP-like connection, taken between client and server: each packet is
 * acknowledged by the server 2 ms, and by the client 5 ms after it passed.
 */
public final class Conversation {
  public static final String CLIENT = "198.18.0.1";
  public static final String SERVER = "198.18.0.2";
  public static final int CLIENT_PORT = 40_000;
  public static final int SERVER_PORT = 8080;

  private static final long MS = 1_000_000;
  private static final int BYTES = 100;

  private record Packet(long timeNs, FrameBuilder frame) {}

  private final List<Packet> packets = new ArrayList<>();
  private long nowNs;
  private int clientSeq = 1;
  private int serverSeq = 1;

  /** The handshake. */
  public Conversation connects() {
    add(0, client(0).flags("S").mss(1460));
    add(2, server(0).ack(1).flags("SA").mss(1460));
    add(5, client(1).ack(1));
    return this;
  }

  /** A request, acknowledged at once and answered later. */
  public Conversation asks(Duration thinks) {
    add(1, client(clientSeq).ack(serverSeq).flags("PA").payload(BYTES));
    clientSeq += BYTES;
    add(2, server(serverSeq).ack(clientSeq));
    nowNs += thinks.toNanos() - 2 * MS;
    add(0, server(serverSeq).ack(clientSeq).flags("PA").payload(BYTES));
    serverSeq += BYTES;
    add(5, client(clientSeq).ack(serverSeq));
    return this;
  }

  /** Many segments of the client, whose other direction was not captured. */
  public Conversation sendsAlone(int segments) {
    for (int i = 0; i < segments; i++) {
      add(1, client(clientSeq).ack(serverSeq).flags("PA").payload(BYTES));
      clientSeq += BYTES;
    }
    return this;
  }

  /** SYNs from as many ports. */
  public Conversation attempts(int connections) {
    for (int i = 0; i < connections; i++) {
      FrameBuilder syn = FrameBuilder.raw().ipv4(CLIENT, SERVER).tcp(1024 + i, SERVER_PORT).seq(i);
      add(1, syn.flags("S").mss(1460));
    }
    return this;
  }

  /** What the server sent last, a second time. */
  public Conversation serverSendsAgain() {
    add(50, server(serverSeq - BYTES).ack(clientSeq).flags("PA").payload(BYTES));
    return this;
  }

  /** Both ends close. */
  public Conversation ends() {
    add(1, client(clientSeq).ack(serverSeq).flags("FA"));
    add(2, server(serverSeq).ack(clientSeq + 1).flags("FA"));
    add(5, client(clientSeq + 1).ack(serverSeq + 1));
    return this;
  }

  private static FrameBuilder client(int seq) {
    return FrameBuilder.raw().ipv4(CLIENT, SERVER).tcp(CLIENT_PORT, SERVER_PORT).seq(seq);
  }

  private static FrameBuilder server(int seq) {
    return FrameBuilder.raw().ipv4(SERVER, CLIENT).tcp(SERVER_PORT, CLIENT_PORT).seq(seq);
  }

  private void add(long afterMs, FrameBuilder frame) {
    nowNs += afterMs * MS;
    packets.add(new Packet(nowNs, frame));
  }

  /** Writes the capture. */
  public Path in(Path folder) throws IOException {
    Path file = folder.resolve("conversation.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, 128)) {
      for (Packet packet : packets) {
        byte[] bytes = packet.frame().build();
        writer.onFrame(
            packet.timeNs(),
            LinkType.RAW,
            0,
            new UnsafeBuffer(bytes),
            0,
            bytes.length,
            bytes.length);
      }
    }
    return file;
  }
}
