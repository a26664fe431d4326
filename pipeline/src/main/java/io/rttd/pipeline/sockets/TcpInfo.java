package io.rttd.pipeline.sockets;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/**
 * The kernel's own measurements of a connection: fields of {@code struct tcp_info}. A field that
 * this kernel lacks, or has not measured yet, is {@link #UNKNOWN}.
 *
 * @param rttNs smoothed RTT (RFC 6298 2), ns
 * @param minRttNs lowest RTT of the last minutes, ns (Linux 4.6)
 * @param retransmits segments retransmitted since the connection began, SYNs included
 * @param dataSegments data segments sent since then, retransmissions included (Linux 4.6)
 */
public record TcpInfo(long rttNs, long minRttNs, long retransmits, long dataSegments) {
  /** Value of an unknown field. */
  public static final long UNKNOWN = -1;

  private static final int RTT_OFFSET = 68;
  private static final int RETRANSMITS_OFFSET = 100;
  private static final int MIN_RTT_OFFSET = 148;
  private static final int DATA_SEGMENTS_OFFSET = 156;
  private static final long NO_MIN_RTT = 0xFFFF_FFFFL;
  private static final long NS_PER_US = 1_000;

  /** Reads it from a socket of a dump; empty if the dump did not ask for it. */
  public static Optional<TcpInfo> of(SocketMessage socket) {
    AtomicReference<TcpInfo> found = new AtomicReference<>();
    socket.attributes(
        (type, buffer, offset, length) -> {
          if (type == SocketMessage.TCP_INFO) {
            found.set(read(buffer, offset, length));
          }
        });
    return Optional.ofNullable(found.get());
  }

  /**
   * Reads the value of the attribute {@link SocketMessage#TCP_INFO}.
   *
   * @param length length of the value, bytes; older kernels have shorter ones
   */
  static TcpInfo read(DirectBuffer buffer, int offset, int length) {
    long rttUs = field(buffer, offset, length, RTT_OFFSET);
    long minRttUs = field(buffer, offset, length, MIN_RTT_OFFSET);
    return new TcpInfo(
        rttUs <= 0 ? UNKNOWN : rttUs * NS_PER_US,
        minRttUs == UNKNOWN || minRttUs == NO_MIN_RTT ? UNKNOWN : minRttUs * NS_PER_US,
        field(buffer, offset, length, RETRANSMITS_OFFSET),
        field(buffer, offset, length, DATA_SEGMENTS_OFFSET));
  }

  private static long field(DirectBuffer buffer, int offset, int length, int at) {
    return at + Integer.BYTES <= length ? buffer.getInt(offset + at) & 0xFFFF_FFFFL : UNKNOWN;
  }
}
