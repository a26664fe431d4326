package io.rttd.training;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes TCP segments as Ethernet frames, with right lengths and checksums, into a pcap file: as
 * they are, or inside VXLAN (RFC 7348). The payload is zeros.
 */
final class FrameWriter implements AutoCloseable {
  private static final int LINKTYPE_ETHERNET = 1;
  private static final int ETHERNET_BYTES = 14;
  private static final int IPV4_BYTES = 20;
  private static final int TCP_BYTES = 20;
  private static final int TIMESTAMPS_BYTES = 12;
  private static final int SYN_OPTIONS_BYTES = 20;
  private static final int SACK_BYTES = 12;
  private static final int TCP_PROTOCOL = 6;
  private static final int MSS = 1460;
  private static final int WINDOW = 0xF000;
  private static final int MAX_FRAME_BYTES = 2048;
  private static final int UDP_PROTOCOL = 17;
  private static final int UDP_BYTES = 8;
  private static final int VXLAN_BYTES = 8;
  private static final int VXLAN_PORT = 4789;
  private static final int OUTER_BYTES = ETHERNET_BYTES + IPV4_BYTES + UDP_BYTES + VXLAN_BYTES;
  private static final int OUTER_CLIENT = 198 << 24 | 19 << 16 | 1;
  private static final int OUTER_SERVER = 198 << 24 | 19 << 16 | 2;

  private final PcapWriter writer;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_FRAME_BYTES]);

  /** Where the frame of the segment begins: behind the outer headers, if there are any. */
  private final int start;

  private long frames;

  FrameWriter(Path file, int snaplenBytes) throws IOException {
    this(file, snaplenBytes, 0);
  }

  private FrameWriter(Path file, int snaplenBytes, int start) throws IOException {
    this.start = start;
    writer = new PcapWriter(file, LINKTYPE_ETHERNET, snaplenBytes);
  }

  /** One that puts each frame into a VXLAN packet. */
  static FrameWriter inVxlan(Path file, int snaplenBytes) throws IOException {
    return new FrameWriter(file, snaplenBytes, OUTER_BYTES);
  }

  /** Frames written so far. */
  long frames() {
    return frames;
  }

  void write(long timeNs, Ends ends, TcpFrame frame) {
    boolean client = frame.fromClient;
    int tcpBytes = TCP_BYTES + optionBytes(frame);
    int ipBytes = IPV4_BYTES + tcpBytes + frame.payloadBytes;
    int length = start + ETHERNET_BYTES + ipBytes;
    if (start > 0) {
      vxlan(client, length);
    }
    ethernet(start, client);
    int at = start + ETHERNET_BYTES;
    ipv4(
        at,
        ipBytes,
        TCP_PROTOCOL,
        client ? ends.clientAddress() : ends.serverAddress(),
        client ? ends.serverAddress() : ends.clientAddress());
    tcp(at + IPV4_BYTES, tcpBytes, ends, frame);
    int payload = at + IPV4_BYTES + tcpBytes;
    buffer.setMemory(payload, Math.min(frame.payloadBytes, MAX_FRAME_BYTES - payload), (byte) 0);
    writer.onFrame(
        timeNs,
        LINKTYPE_ETHERNET,
        FrameHandler.NO_INTERFACE,
        buffer,
        0,
        Math.min(length, MAX_FRAME_BYTES),
        length);
    frames++;
  }

  @Override
  public void close() {
    writer.close();
  }

  private void vxlan(boolean client, int length) {
    ethernet(0, client);
    int at = ETHERNET_BYTES;
    ipv4(
        at,
        length - at,
        UDP_PROTOCOL,
        client ? OUTER_CLIENT : OUTER_SERVER,
        client ? OUTER_SERVER : OUTER_CLIENT);
    at += IPV4_BYTES;
    buffer.putShort(at, (short) (client ? 49_152 : 49_153), BIG_ENDIAN);
    buffer.putShort(at + 2, (short) VXLAN_PORT, BIG_ENDIAN);
    buffer.putShort(at + 4, (short) (length - at), BIG_ENDIAN);
    buffer.putShort(at + 6, (short) 0, BIG_ENDIAN); // no checksum
    at += UDP_BYTES;
    buffer.putInt(at, 0x08000000, BIG_ENDIAN); // the network identifier is valid
    buffer.putInt(at + 4, 77 << 8, BIG_ENDIAN);
  }

  private void ipv4(int at, int bytes, int protocol, int source, int destination) {
    buffer.putShort(at, (short) 0x4500, BIG_ENDIAN);
    buffer.putShort(at + 2, (short) bytes, BIG_ENDIAN);
    buffer.putShort(at + 4, (short) frames, BIG_ENDIAN);
    buffer.putShort(at + 6, (short) 0x4000, BIG_ENDIAN);
    buffer.putShort(at + 8, (short) ((64 << 8) | protocol), BIG_ENDIAN);
    buffer.putShort(at + 10, (short) 0, BIG_ENDIAN);
    buffer.putInt(at + 12, source, BIG_ENDIAN);
    buffer.putInt(at + 16, destination, BIG_ENDIAN);
    buffer.putShort(at + 10, checksum(sum(at, IPV4_BYTES)), BIG_ENDIAN);
  }

  private void ethernet(int at, boolean client) {
    buffer.putInt(at, 0x02000000, BIG_ENDIAN);
    buffer.putShort(at + 4, (short) (client ? 2 : 1), BIG_ENDIAN);
    buffer.putInt(at + 6, 0x02000000, BIG_ENDIAN);
    buffer.putShort(at + 10, (short) (client ? 1 : 2), BIG_ENDIAN);
    buffer.putShort(at + 12, (short) 0x0800, BIG_ENDIAN);
  }

  private static int optionBytes(TcpFrame frame) {
    if ((frame.flags & TcpFrame.SYN) != 0) {
      return SYN_OPTIONS_BYTES;
    }
    return TIMESTAMPS_BYTES + (hasSack(frame) ? SACK_BYTES : 0);
  }

  private static boolean hasSack(TcpFrame frame) {
    return frame.sackRight - frame.sackLeft > 0;
  }

  private void tcp(int at, int headerBytes, Ends ends, TcpFrame frame) {
    boolean client = frame.fromClient;
    buffer.putShort(at, (short) (client ? ends.clientPort() : ends.serverPort()), BIG_ENDIAN);
    buffer.putShort(at + 2, (short) (client ? ends.serverPort() : ends.clientPort()), BIG_ENDIAN);
    buffer.putInt(at + 4, frame.seq, BIG_ENDIAN);
    buffer.putInt(at + 8, frame.ack, BIG_ENDIAN);
    buffer.putShort(at + 12, (short) (((headerBytes / 4) << 12) | frame.flags), BIG_ENDIAN);
    buffer.putShort(at + 14, (short) WINDOW, BIG_ENDIAN);
    buffer.putInt(at + 16, 0, BIG_ENDIAN);
    int option = at + TCP_BYTES;
    if ((frame.flags & TcpFrame.SYN) != 0) {
      buffer.putInt(option, 0x0204 << 16 | MSS, BIG_ENDIAN);
      buffer.putInt(option + 4, 0x0402080A, BIG_ENDIAN); // SACK permitted, timestamps
      buffer.putInt(option + 8, frame.tsVal, BIG_ENDIAN);
      buffer.putInt(option + 12, frame.tsEcr, BIG_ENDIAN);
      buffer.putInt(option + 16, 0x01030307, BIG_ENDIAN); // window scale 7
    } else {
      buffer.putInt(option, 0x0101080A, BIG_ENDIAN);
      buffer.putInt(option + 4, frame.tsVal, BIG_ENDIAN);
      buffer.putInt(option + 8, frame.tsEcr, BIG_ENDIAN);
      if (hasSack(frame)) {
        buffer.putInt(option + 12, 0x0101050A, BIG_ENDIAN);
        buffer.putInt(option + 16, frame.sackLeft, BIG_ENDIAN);
        buffer.putInt(option + 20, frame.sackRight, BIG_ENDIAN);
      }
    }
    // The pseudo header: both addresses, the protocol, the length. A payload of zeros adds nothing.
    long sum = sum(at - 8, 8) + TCP_PROTOCOL + headerBytes + frame.payloadBytes;
    buffer.putShort(at + 16, checksum(sum + sum(at, headerBytes)), BIG_ENDIAN);
  }

  private long sum(int from, int bytes) {
    long sum = 0;
    for (int i = 0; i < bytes; i += 2) {
      sum += buffer.getShort(from + i, BIG_ENDIAN) & 0xFFFF;
    }
    return sum;
  }

  private static short checksum(long sum) {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (short) ~folded;
  }
}
