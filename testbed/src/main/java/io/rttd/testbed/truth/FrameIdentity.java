package io.rttd.testbed.truth;

import io.rttd.model.Addresses;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Identifies one frame of a capture: addresses, ports, sequence numbers, length, TCP timestamp and
 * IP identification.
 *
 * <p>A scratch object, reused for each frame. Deliberately not the decoder of {@code capture}: a
 * check must not share its bugs. It reads untagged Ethernet with IPv4 or IPv6 without extension
 * headers, which is what the lab's stacks send; anything else has protocol 0 and zeros.
 */
public final class FrameIdentity {
  /** IP protocol numbers. */
  public static final int PROTOCOL_TCP = 6;

  private static final int ETHERNET_HEADER = 14;
  private static final int ETHERTYPE_OFFSET = 12;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final int OPTION_TIMESTAMPS = 8;

  long srcHi;
  long srcLo;
  long dstHi;
  long dstLo;
  int srcPort;
  int dstPort;
  int protocol;
  int seq;
  int ack;
  int tsVal;
  int tcpFlags;
  int payloadLength;
  int ipId;

  /**
   * Reads a frame's headers.
   *
   * @param buffer holds the frame
   * @param offset index of the Ethernet header
   * @param length readable bytes; anything beyond counts as absent
   */
  public void read(DirectBuffer buffer, int offset, int length) {
    clear();
    if (length < ETHERNET_HEADER) {
      return;
    }
    int end = offset + length;
    int ip = offset + ETHERNET_HEADER;
    int etherType = u16(buffer, offset + ETHERTYPE_OFFSET);
    if (etherType == IPV4 && ip + 20 <= end) {
      readIpv4(buffer, ip, end);
    } else if (etherType == IPV6 && ip + IPV6_HEADER <= end) {
      readIpv6(buffer, ip, end);
    }
  }

  /**
   * 64-bit hash of all fields: equal for equal frames, different for others unless they collide.
   */
  public long hash() {
    long h = mix(srcHi, srcLo);
    h = mix(h ^ dstHi, dstLo);
    h = mix(h, ((long) srcPort << 48) | ((long) dstPort << 32) | (ipId & 0xFFFF_FFFFL));
    h = mix(h, ((long) seq << 32) | (ack & 0xFFFF_FFFFL));
    h = mix(h, ((long) tsVal << 32) | (payloadLength & 0xFFFF_FFFFL));
    return mix(h, ((long) protocol << 8) | tcpFlags);
  }

  /**
   * 64-bit hash of addresses and ports: the same for all frames of one direction of a connection.
   */
  public long directionHash() {
    long h = mix(srcHi, srcLo);
    h = mix(h ^ dstHi, dstLo);
    return mix(h, ((long) srcPort << 16) | dstPort);
  }

  /** The protocol number, 0 if the frame has no IP header that this class reads. */
  public int protocol() {
    return protocol;
  }

  private void readIpv4(DirectBuffer buffer, int ip, int end) {
    int headerLength = (buffer.getByte(ip) & 0xF) * 4;
    ipId = u16(buffer, ip + 4);
    protocol = buffer.getByte(ip + 9) & 0xFF;
    srcLo = Addresses.ipv4Lo(buffer.getInt(ip + 12, ByteOrder.BIG_ENDIAN));
    dstLo = Addresses.ipv4Lo(buffer.getInt(ip + 16, ByteOrder.BIG_ENDIAN));
    readTransport(buffer, ip + headerLength, end, u16(buffer, ip + 2) - headerLength);
  }

  private void readIpv6(DirectBuffer buffer, int ip, int end) {
    ipId = buffer.getInt(ip, ByteOrder.BIG_ENDIAN) & 0xF_FFFF;
    protocol = buffer.getByte(ip + 6) & 0xFF;
    srcHi = buffer.getLong(ip + 8, ByteOrder.BIG_ENDIAN);
    srcLo = buffer.getLong(ip + 16, ByteOrder.BIG_ENDIAN);
    dstHi = buffer.getLong(ip + 24, ByteOrder.BIG_ENDIAN);
    dstLo = buffer.getLong(ip + 32, ByteOrder.BIG_ENDIAN);
    readTransport(buffer, ip + IPV6_HEADER, end, u16(buffer, ip + 4));
  }

  private void readTransport(DirectBuffer buffer, int at, int end, int ipPayloadLength) {
    if (protocol == PROTOCOL_TCP && at + TCP_HEADER <= end) {
      int headerLength = ((buffer.getByte(at + 12) >> 4) & 0xF) * 4;
      srcPort = u16(buffer, at);
      dstPort = u16(buffer, at + 2);
      seq = buffer.getInt(at + 4, ByteOrder.BIG_ENDIAN);
      ack = buffer.getInt(at + 8, ByteOrder.BIG_ENDIAN);
      tcpFlags = buffer.getByte(at + 13) & 0xFF;
      payloadLength = ipPayloadLength - headerLength;
      readOptions(buffer, at + TCP_HEADER, Math.min(at + headerLength, end));
    } else if (at + 8 <= end) {
      // ICMP echo: identifier and sequence number; UDP: length and checksum.
      seq = buffer.getInt(at + 4, ByteOrder.BIG_ENDIAN);
      payloadLength = ipPayloadLength - 8;
    }
  }

  private void readOptions(DirectBuffer buffer, int from, int end) {
    int at = from;
    while (at < end) {
      int kind = buffer.getByte(at);
      if (kind == 1) {
        at++;
        continue;
      }
      if (kind == 0 || at + 1 >= end) {
        return;
      }
      int length = buffer.getByte(at + 1) & 0xFF;
      if (length < 2 || at + length > end) {
        return;
      }
      if (kind == OPTION_TIMESTAMPS && length == 10) {
        tsVal = buffer.getInt(at + 2, ByteOrder.BIG_ENDIAN);
        return;
      }
      at += length;
    }
  }

  private void clear() {
    srcHi = 0;
    srcLo = 0;
    dstHi = 0;
    dstLo = 0;
    srcPort = 0;
    dstPort = 0;
    protocol = 0;
    seq = 0;
    ack = 0;
    tsVal = 0;
    tcpFlags = 0;
    payloadLength = 0;
    ipId = 0;
  }

  private static int u16(DirectBuffer buffer, int at) {
    return buffer.getShort(at, ByteOrder.BIG_ENDIAN) & 0xFFFF;
  }

  private static long mix(long h, long value) {
    long x = (h ^ value) * 0x9E37_79B9_7F4A_7C15L;
    x ^= x >>> 32;
    x *= 0xD6E8_FEB8_6659_FD93L;
    return x ^ (x >>> 29);
  }
}
