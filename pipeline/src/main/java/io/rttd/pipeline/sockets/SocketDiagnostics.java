package io.rttd.pipeline.sockets;

import io.rttd.capture.natives.Netlink;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Dumps the TCP sockets of the network namespace of the thread that opened it, through
 * sock_diag(7). One thread.
 */
public final class SocketDiagnostics implements AutoCloseable {
  /** State of an established connection; states combine into a set by OR. */
  public static final int ESTABLISHED = 1 << 1;

  /** State of a listening socket. */
  public static final int LISTEN = 1 << 10;

  /** Asks for no attributes besides those that the kernel always adds. */
  public static final int NO_ATTRIBUTES = 0;

  /** Asks for {@link SocketMessage#TCP_INFO}; attributes combine into a set by OR. */
  public static final int WITH_TCP_INFO = 1 << (SocketMessage.TCP_INFO - 1);

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int IPPROTO_TCP = 6;

  // struct inet_diag_req_v2
  private static final int REQUEST_LENGTH = 56;
  private static final int REQUEST_PROTOCOL_OFFSET = 1;
  private static final int REQUEST_ATTRIBUTES_OFFSET = 2;
  private static final int REQUEST_STATES_OFFSET = 4;

  private final Netlink kernel;
  private final SocketMessage message = new SocketMessage();

  /** Called for each socket of a dump. */
  @FunctionalInterface
  public interface SocketHandler {
    /**
     * One socket.
     *
     * @param socket valid only during the call
     */
    void onSocket(SocketMessage socket);
  }

  private SocketDiagnostics(Netlink kernel) {
    this.kernel = kernel;
  }

  /** Opens a socket for dumps. */
  public static SocketDiagnostics open() throws IOException {
    return new SocketDiagnostics(Netlink.openSocketDiagnostics());
  }

  /**
   * Dumps TCP sockets over IPv4 and IPv6.
   *
   * @param states set of states, such as {@link #LISTEN}
   * @param attributes set of attributes to ask for, such as {@link #WITH_TCP_INFO}
   * @param handler called for each socket, possibly twice if the kernel's list changes meanwhile
   * @throws IOException if the kernel does not answer, or has no sock_diag for TCP
   */
  public void dump(int states, int attributes, SocketHandler handler) throws IOException {
    dump(AF_INET, states, attributes, handler);
    dump(AF_INET6, states, attributes, handler);
  }

  private void dump(int family, int states, int attributes, SocketHandler handler)
      throws IOException {
    UnsafeBuffer request = new UnsafeBuffer(new byte[REQUEST_LENGTH]);
    request.putByte(0, (byte) family);
    request.putByte(REQUEST_PROTOCOL_OFFSET, (byte) IPPROTO_TCP);
    request.putByte(REQUEST_ATTRIBUTES_OFFSET, (byte) attributes);
    request.putInt(REQUEST_STATES_OFFSET, states);
    kernel.list(
        Netlink.SOCK_DIAG_BY_FAMILY,
        request,
        (buffer, offset, length) -> {
          if (length >= SocketMessage.FIXED_LENGTH) {
            handler.onSocket(message.wrap(buffer, offset, length));
          }
        },
        () -> {});
  }

  @Override
  public void close() {
    kernel.close();
  }
}
