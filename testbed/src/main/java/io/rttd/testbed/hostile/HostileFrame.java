package io.rttd.testbed.hostile;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.rttd.model.TcpFlags;
import org.agrona.MutableDirectBuffer;

/**
 * One Ethernet frame with a TCP segment, reused for each frame. The IP header counts the payload
 * but the frame omits it, as in a capture with a snap length.
 */
final class HostileFrame {
  /** Maximum length of a frame. */
  static final int MAX_BYTES = 2048;

  private static final int ETHERNET_BYTES = 14;
  private static final int IPV4_BYTES = 20;
  private static final int IPV6_BYTES = 40;
  private static final int TCP_BYTES = 20;
  private static final int IPIP = 4;
  private static final int TCP = 6;

  long srcHi;
  long srcLo;
  long dstHi;
  long dstLo;
  int srcPort;
  int dstPort;
  int seq;
  int ack;
  int flags;
  int payloadBytes;
  byte[] options = {};

  /** Number of IPv4 headers around the innermost one. */
  int tunnels;

  /** Added to the frame's time, ns. */
  long timeShiftNs;

  /** Turns this into an ACK without payload or options between two IPv4 hosts. */
  HostileFrame ipv4(int src, int fromPort, int dst, int toPort) {
    srcHi = 0;
    srcLo = src & 0xFFFF_FFFFL;
    dstHi = 0;
    dstLo = dst & 0xFFFF_FFFFL;
    return plain(fromPort, toPort);
  }

  /** Turns this into an ACK without payload or options between two IPv6 hosts. */
  HostileFrame ipv6(long fromHi, long fromLo, int fromPort, long toHi, long toLo, int toPort) {
    srcHi = fromHi;
    srcLo = fromLo;
    dstHi = toHi;
    dstLo = toLo;
    return plain(fromPort, toPort);
  }

  private HostileFrame plain(int fromPort, int toPort) {
    srcPort = fromPort;
    dstPort = toPort;
    seq = 0;
    ack = 0;
    flags = TcpFlags.ACK;
    payloadBytes = 0;
    options = new byte[0];
    tunnels = 0;
    timeShiftNs = 0;
    return this;
  }

  HostileFrame numbers(int sequenceNumber, int acknowledgement, int payload) {
    seq = sequenceNumber;
    ack = acknowledgement;
    payloadBytes = payload;
    return this;
  }

  HostileFrame flags(int tcpFlags) {
    flags = tcpFlags;
    return this;
  }

  /** Sets the TCP options: a multiple of four bytes, at most 40. */
  HostileFrame options(byte... bytes) {
    options = bytes;
    return this;
  }

  HostileFrame tunnels(int count) {
    tunnels = count;
    return this;
  }

  HostileFrame shiftedBy(long ns) {
    timeShiftNs = ns;
    return this;
  }

  /** Length of the frame on the wire, bytes. */
  int wireBytes() {
    return ETHERNET_BYTES + tunnels * IPV4_BYTES + ipBytes() + tcpBytes() + payloadBytes;
  }

  /** Writes the frame's headers and returns their length. */
  int write(MutableDirectBuffer to, int offset) {
    to.setMemory(offset, 12, (byte) 2);
    to.putShort(offset + 12, (short) (isIpv6() && tunnels == 0 ? 0x86DD : 0x0800), BIG_ENDIAN);
    int at = offset + ETHERNET_BYTES;
    for (int i = tunnels; i > 0; i--) {
      int length = i * IPV4_BYTES + ipBytes() + tcpBytes() + payloadBytes;
      ipv4(to, at, length, i > 1 || !isIpv6() ? IPIP : 41, i, i + 1);
      at += IPV4_BYTES;
    }
    if (isIpv6()) {
      to.putInt(at, 0x6000_0000, BIG_ENDIAN);
      to.putShort(at + 4, (short) (tcpBytes() + payloadBytes), BIG_ENDIAN);
      to.putShort(at + 6, (short) ((TCP << 8) | 64), BIG_ENDIAN);
      to.putLong(at + 8, srcHi, BIG_ENDIAN);
      to.putLong(at + 16, srcLo, BIG_ENDIAN);
      to.putLong(at + 24, dstHi, BIG_ENDIAN);
      to.putLong(at + 32, dstLo, BIG_ENDIAN);
    } else {
      ipv4(to, at, IPV4_BYTES + tcpBytes() + payloadBytes, TCP, (int) srcLo, (int) dstLo);
    }
    at += ipBytes();
    to.putShort(at, (short) srcPort, BIG_ENDIAN);
    to.putShort(at + 2, (short) dstPort, BIG_ENDIAN);
    to.putInt(at + 4, seq, BIG_ENDIAN);
    to.putInt(at + 8, ack, BIG_ENDIAN);
    to.putShort(at + 12, (short) (((tcpBytes() / 4) << 12) | flags), BIG_ENDIAN);
    to.putShort(at + 14, (short) 0xFFFF, BIG_ENDIAN);
    to.putInt(at + 16, 0, BIG_ENDIAN);
    to.putBytes(at + TCP_BYTES, options);
    return at + tcpBytes() - offset;
  }

  private boolean isIpv6() {
    return srcHi != 0;
  }

  private int ipBytes() {
    return isIpv6() ? IPV6_BYTES : IPV4_BYTES;
  }

  private int tcpBytes() {
    return TCP_BYTES + options.length;
  }

  private static void ipv4(
      MutableDirectBuffer to, int at, int length, int protocol, int src, int dst) {
    to.putInt(at, (0x4500 << 16) | length, BIG_ENDIAN);
    to.putInt(at + 4, 0x4000, BIG_ENDIAN);
    to.putInt(at + 8, (64 << 24) | (protocol << 16), BIG_ENDIAN);
    to.putInt(at + 12, src, BIG_ENDIAN);
    to.putInt(at + 16, dst, BIG_ENDIAN);
  }
}
