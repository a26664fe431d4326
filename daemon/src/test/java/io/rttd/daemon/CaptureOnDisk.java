package io.rttd.daemon;

import io.rttd.capture.file.PcapWriter;
import io.rttd.model.TcpFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a capture file of one TCP connection segment by segment: raw IPv4 or IPv6, no options but
 * the SYN's MSS, no payload captured. Times are microseconds since 2026-01-01.
 */
public final class CaptureOnDisk implements AutoCloseable {
  private static final int LINKTYPE_RAW = 101;
  private static final int SNAPLEN = 128;
  private static final long START_NS = 1_767_225_600_000_000_000L;
  private static final int TCP = 6;
  private static final int MSS = 1460;

  private final PcapWriter writer;
  private int answerBytes = 2_920;
  private int identification;
  private int hops = 64;
  private int snappedTo = SNAPLEN;
  private int window = 65_535;

  public CaptureOnDisk(Path path) throws IOException {
    writer = new PcapWriter(path, LINKTYPE_RAW, SNAPLEN);
  }

  /** Writes the capture that the golden outputs are of: three connections, one of them IPv6. */
  public static Path golden(Path folder) throws IOException {
    Path capture = folder.resolve("golden.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.1", "198.51.100.9", 40_001, 200_000, 24_000)
          .connection("2001:db8::1", "2001:db8::2", 40_002, 400_000, 3_500);
    }
    return capture;
  }

  /** Handshake, one request, one answer, FINs; the client's data is acknowledged after rttUs. */
  public CaptureOnDisk connection(
      String client, String server, int clientPort, long atUs, long rttUs) throws IOException {
    int s = TcpFlags.SYN;
    int a = TcpFlags.ACK;
    int f = TcpFlags.FIN;
    End there = new End(client, clientPort, server, 80);
    End back = new End(server, 80, client, clientPort);
    segment(atUs, there, 1_000, 0, s, 0);
    segment(atUs + rttUs, back, 5_000, 1_001, s | a, 0);
    segment(atUs + rttUs + 20, there, 1_001, 5_001, a, 0);
    segment(atUs + 2 * rttUs, there, 1_001, 5_001, a, 100);
    segment(atUs + 3 * rttUs, back, 5_001, 1_101, a, 0);
    int end = 5_001 + answerBytes;
    segment(atUs + 3 * rttUs + 500, back, 5_001, 1_101, a, answerBytes);
    segment(atUs + 3 * rttUs + 530, there, 1_101, end, a, 0);
    segment(atUs + 4 * rttUs, there, 1_101, end, a | f, 0);
    segment(atUs + 5 * rttUs, back, end, 1_102, a | f, 0);
    segment(atUs + 5 * rttUs + 10, there, 1_102, end + 1, a, 0);
    return this;
  }

  /** Gives IPv4 packets from here on this identification and this TTL. */
  public CaptureOnDisk at(int newIdentification, int newHops) {
    identification = newIdentification;
    hops = newHops;
    return this;
  }

  /** Makes the answers of connections fit into one packet, as where nothing is offloaded. */
  public CaptureOnDisk withoutOffload() {
    answerBytes = MSS;
    return this;
  }

  /** Captures only this much of each packet from here on. */
  public CaptureOnDisk snappedTo(int bytes) {
    snappedTo = bytes;
    return this;
  }

  /** From where to where. */
  public record End(String from, int fromPort, String to, int toPort) {}

  /** The window of the segments that follow; 65,535 at first. */
  public CaptureOnDisk window(int bytes) {
    window = bytes;
    return this;
  }

  /** Appends one segment. */
  public CaptureOnDisk segment(long atUs, End end, int seq, int ack, int flags, int payload)
      throws IOException {
    byte[] from = InetAddress.getByName(end.from()).getAddress();
    byte[] to = InetAddress.getByName(end.to()).getAddress();
    boolean syn = (flags & TcpFlags.SYN) != 0;
    int tcpLength = syn ? 24 : 20;
    ByteBuffer frame = ByteBuffer.allocate(SNAPLEN);
    if (from.length == 4) {
      frame.putShort((short) 0x4500).putShort((short) (20 + tcpLength + payload));
      frame.putShort((short) identification).putShort((short) 0).put((byte) hops);
      frame.put((byte) TCP).putShort((short) 0).put(from).put(to);
    } else {
      frame.putInt(0x6000_0000).putShort((short) (tcpLength + payload));
      frame.put((byte) TCP).put((byte) 64).put(from).put(to);
    }
    frame.putShort((short) end.fromPort()).putShort((short) end.toPort()).putInt(seq).putInt(ack);
    frame.put((byte) (tcpLength << 2)).put((byte) flags).putShort((short) window).putInt(0);
    if (syn) {
      frame.putShort((short) 0x0204).putShort((short) MSS);
    }
    int length = frame.position();
    writer.onFrame(
        START_NS + atUs * 1_000,
        LINKTYPE_RAW,
        0,
        new UnsafeBuffer(frame.array()),
        0,
        Math.min(length, snappedTo),
        length + payload);
    return this;
  }

  @Override
  public void close() {
    writer.close();
  }
}
