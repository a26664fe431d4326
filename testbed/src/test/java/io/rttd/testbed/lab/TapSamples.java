package io.rttd.testbed.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The round-trip times in a capture of one host, by plain arithmetic that shares nothing with rttd:
 * from each segment to the ACK that advances exactly to its end, unless that covers a segment which
 * was sent again (Karn's rule, and what it implies for the segments behind).
 *
 * @param rttNs in order of the ACKs
 * @param otherAdvances ACKs that advanced without a sample
 */
record TapSamples(List<Long> rttNs, long otherAdvances) {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int MAGIC_NS = 0xA1B2_3C4D;
  private static final int ETHERNET_HEADER = 14;
  private static final int IPV4 = 0x0800;
  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int ACK = 0x10;

  /** What one connection has sent and not yet had acknowledged. */
  private static final class Sent {
    private final Map<Integer, Long> timeOfEnd = new HashMap<>();
    private final Set<Integer> endsSentAgain = new HashSet<>();
    private int next;
    private int acknowledged;
    private boolean hasSent;
  }

  /**
   * Reads a capture with nanoseconds, little endian, of Ethernet.
   *
   * @param host IPv4 address of the host
   */
  static TapSamples read(Path pcap, String host) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(0) != MAGIC_NS) {
      throw new IOException(pcap + " has no nanoseconds");
    }
    int local = ByteBuffer.wrap(InetAddress.getByName(host).getAddress()).getInt();
    Map<Integer, Sent> connections = new HashMap<>();
    TapSamples samples = new TapSamples(new ArrayList<>(), 0);
    long others = 0;
    int at = FILE_HEADER;
    while (at + RECORD_HEADER <= bytes.capacity()) {
      long timeNs = bytes.getInt(at) * 1_000_000_000L + bytes.getInt(at + 4);
      int length = bytes.getInt(at + 8);
      others += samples.add(connections, local, timeNs, frame(bytes, at + RECORD_HEADER, length));
      at += RECORD_HEADER + length;
    }
    return new TapSamples(samples.rttNs, others);
  }

  private static ByteBuffer frame(ByteBuffer bytes, int at, int length) {
    return bytes.slice(at, length).order(ByteOrder.BIG_ENDIAN);
  }

  /** Adds one frame; returns 1 if its ACK advances without a sample. */
  private int add(Map<Integer, Sent> connections, int local, long timeNs, ByteBuffer frame) {
    if ((frame.getShort(ETHERNET_HEADER - 2) & 0xFFFF) != IPV4) {
      return 0;
    }
    int ip = ETHERNET_HEADER;
    int tcp = ip + (frame.get(ip) & 0x0F) * 4;
    int flags = frame.get(tcp + 13);
    int payload =
        (frame.getShort(ip + 2) & 0xFFFF) - (tcp - ip) - ((frame.get(tcp + 12) >> 4) & 0x0F) * 4;
    boolean isOut = frame.getInt(ip + 12) == local;
    int port = frame.getShort(isOut ? tcp : tcp + 2) & 0xFFFF;
    if (isOut && (flags & SYN) != 0) {
      connections.put(port, new Sent());
    }
    Sent sent = connections.get(port);
    if (sent == null) {
      return 0;
    }
    if (isOut) {
      int end = frame.getInt(tcp + 4) + payload + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
      send(sent, frame.getInt(tcp + 4), end, timeNs);
      return 0;
    }
    boolean isAck = (flags & (ACK | RST)) == ACK;
    return isAck ? acknowledge(sent, frame.getInt(tcp + 8), timeNs) : 0;
  }

  private static void send(Sent sent, int start, int end, long timeNs) {
    if (!sent.hasSent) {
      sent.hasSent = true;
      sent.next = start;
      sent.acknowledged = start;
    }
    if (start == end) {
      return;
    }
    if (start - sent.next < 0) {
      sent.endsSentAgain.add(end);
    } else {
      sent.timeOfEnd.put(end, timeNs);
      sent.next = end;
    }
  }

  private int acknowledge(Sent sent, int ack, long timeNs) {
    if (ack - sent.acknowledged <= 0) {
      return 0;
    }
    sent.acknowledged = ack;
    Long sentNs = sent.timeOfEnd.get(ack);
    sent.timeOfEnd.keySet().removeIf(end -> end - ack <= 0);
    boolean coversSentAgain = sent.endsSentAgain.removeIf(end -> end - ack <= 0);
    if (sentNs == null || coversSentAgain) {
      return 1;
    }
    rttNs.add(timeNs - sentNs);
    return 0;
  }
}
