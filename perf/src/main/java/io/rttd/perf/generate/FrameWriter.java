package io.rttd.perf.generate;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes TCP segments as Ethernet frames, with right lengths and checksums, into a pcap file. The
 * payload is zeros.
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

  private final PcapWriter writer;
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_FRAME_BYTES]);
  private long frames;

  FrameWriter(Path file, int snaplenBytes) throws IOException {
    writer = new PcapWriter(file, LINKTYPE_ETHERNET, snaplenBytes);
  }

  /** Frames written so far. */
  long frames() {
    return frames;
  }

  void write(long timeNs, Ends ends, TcpFrame frame) {
    boolean client = frame.fromClient;
    int tcpBytes = TCP_BYTES + optionBytes(frame);
    int ipBytes = IPV4_BYTES + tcpBytes + frame.payloadBytes;
    ethernet(client);
    int at = ETHERNET_BYTES;
    buffer.putShort(at, (short) 0x4500, BIG_ENDIAN);
    buffer.putShort(at + 2, (short) ipBytes, BIG_ENDIAN);
    buffer.putShort(at + 4, (short) frames, BIG_ENDIAN);
    buffer.putShort(at + 6, (short) 0x4000, BIG_ENDIAN);
    buffer.putShort(at + 8, (short) ((64 << 8) | TCP_PROTOCOL), BIG_ENDIAN);
    buffer.putShort(at + 10, (short) 0, BIG_ENDIAN);
    buffer.putInt(at + 12, client ? ends.clientAddress() : ends.serverAddress(), BIG_ENDIAN);
    buffer.putInt(at + 16, client ? ends.serverAddress() : ends.clientAddress(), BIG_ENDIAN);
    buffer.putShort(at + 10, checksum(sum(at, IPV4_BYTES)), BIG_ENDIAN);
    tcp(at + IPV4_BYTES, tcpBytes, ends, frame);
    int length = ETHERNET_BYTES + ipBytes;
    buffer.setMemory(
        ETHERNET_BYTES + IPV4_BYTES + tcpBytes,
        Math.min(frame.payloadBytes, MAX_FRAME_BYTES - ETHERNET_BYTES - IPV4_BYTES - tcpBytes),
        (byte) 0);
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

  private void ethernet(boolean client) {
    buffer.putInt(0, 0x02000000, BIG_ENDIAN);
    buffer.putShort(4, (short) (client ? 2 : 1), BIG_ENDIAN);
    buffer.putInt(6, 0x02000000, BIG_ENDIAN);
    buffer.putShort(10, (short) (client ? 1 : 2), BIG_ENDIAN);
    buffer.putShort(12, (short) 0x0800, BIG_ENDIAN);
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
