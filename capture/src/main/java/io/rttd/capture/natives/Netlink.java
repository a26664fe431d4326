package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.lang.ref.Reference;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A netlink(7) socket. With rtnetlink(7) it lists links, addresses and routes, and reports changes;
 * with sock_diag(7) it lists sockets. It needs no privilege, and stays in the network namespace of
 * the thread that opened it. One thread.
 */
public final class Netlink implements AutoCloseable {
  /** Lists interfaces ({@code struct ifinfomsg}). */
  public static final int RTM_GETLINK = 18;

  /** Lists addresses ({@code struct ifaddrmsg}). */
  public static final int RTM_GETADDR = 22;

  /** Lists routes ({@code struct rtmsg}). */
  public static final int RTM_GETROUTE = 26;

  /** Lists sockets of a family ({@code struct inet_diag_msg} for IPv4 and IPv6). */
  public static final int SOCK_DIAG_BY_FAMILY = 20;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long ANSWER_TIMEOUT_S = 5;

  // struct sockaddr_nl
  private static final int SOCKADDR_LENGTH = 12;
  private static final int SOCKADDR_GROUPS_OFFSET = 8;

  /** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR, RTMGRP_IPV6_ROUTE. */
  private static final int CHANGES = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;

  // struct nlmsghdr
  private static final int HEADER_LENGTH = 16;
  private static final int TYPE_OFFSET = 4;
  private static final int FLAGS_OFFSET = 6;
  private static final int SEQUENCE_OFFSET = 8;
  private static final int NLM_F_REQUEST = 0x1;
  private static final int NLM_F_DUMP = 0x300;
  private static final int NLM_F_DUMP_INTR = 0x10;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;

  // struct nlattr
  private static final int ATTRIBUTE_LENGTH = 4;
  private static final int ATTRIBUTE_TYPE_MASK = 0x3FFF;

  /** Asks for everything; longer than the fixed part of any message of rtnetlink. */
  private static final UnsafeBuffer EVERYTHING = new UnsafeBuffer(new byte[16]);

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MOST_ATTEMPTS = 4;
  private static final int POLLFD_LENGTH = 8;
  private static final int POLLFD_EVENTS_OFFSET = 4;

  private final String protocol;
  private final int fd;
  private final NativeStruct buffer = new NativeStruct(BUFFER_BYTES);
  private final NativeStruct pollFd = new NativeStruct(POLLFD_LENGTH);
  private int sequence;

  /** Receives the messages of a list; the buffer is valid only during the call. */
  @FunctionalInterface
  public interface MessageHandler {
    /**
     * One element.
     *
     * @param offset offset of the message's fixed part, which its attributes follow
     * @param length of both
     */
    void onMessage(UnsafeBuffer buffer, int offset, int length);
  }

  /** Receives attributes; the buffer is valid only during the call. */
  @FunctionalInterface
  public interface AttributeHandler {
    /** One attribute: its type without flags, and the position of its value. */
    void onAttribute(int type, UnsafeBuffer buffer, int offset, int length);
  }

  private Netlink(String protocol, int fd) {
    this.protocol = protocol;
    this.fd = fd;
    pollFd.fields().putInt(0, fd);
    pollFd.fields().putShort(POLLFD_EVENTS_OFFSET, Libc.POLLIN);
  }

  /** Opens a socket that lists links, addresses and routes. */
  public static Netlink openRoutes() throws IOException {
    return open("rtnetlink", NETLINK_ROUTE, 0);
  }

  /** Opens a socket that {@link #hasChanged reports} changes to links, addresses and routes. */
  public static Netlink openRouteChanges() throws IOException {
    return open("rtnetlink", NETLINK_ROUTE, CHANGES);
  }

  /** Opens a socket that lists sockets. */
  public static Netlink openSocketDiagnostics() throws IOException {
    return open("sock_diag", NETLINK_SOCK_DIAG, 0);
  }

  private static Netlink open(String protocol, int number, int groups) throws IOException {
    NativeStruct address = new NativeStruct(SOCKADDR_LENGTH);
    address.fields().putShort(0, (short) AF_NETLINK);
    address.fields().putInt(SOCKADDR_GROUPS_OFFSET, groups);
    NativeStruct timeout = new NativeStruct(2 * Long.BYTES);
    timeout.fields().putLong(0, ANSWER_TIMEOUT_S);
    try {
      int fd = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, number);
      try {
        Libc.bind(fd, address.address(), SOCKADDR_LENGTH);
        Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout.address(), timeout.size());
        Netlink opened = new Netlink(protocol, fd);
        fd = -1;
        return opened;
      } finally {
        if (fd >= 0) {
          Libc.close(fd);
        }
      }
    } catch (LastErrorException | LinkageError e) {
      throw new IOException(protocol + ": " + e.getMessage(), e);
    } finally {
      Reference.reachabilityFence(address);
      Reference.reachabilityFence(timeout);
    }
  }

  /**
   * Lists existing objects.
   *
   * @param request {@link #RTM_GETLINK}, {@link #RTM_GETADDR} or {@link #RTM_GETROUTE}
   * @param restart run if the kernel's list changed while it was read, before it is read again
   */
  public void list(int request, MessageHandler handler, Runnable restart) throws IOException {
    list(request, EVERYTHING, handler, restart);
  }

  /**
   * Lists the objects that a request selects.
   *
   * @param request the type of the request
   * @param body data after the request's header
   * @param restart run if the kernel's list changed while it was read, before it is read again
   */
  public void list(int request, DirectBuffer body, MessageHandler handler, Runnable restart)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      restart.run();
      try {
        if (listOnce(request, body, handler) || attempt == MOST_ATTEMPTS) {
          return;
        }
      } catch (LastErrorException e) {
        throw new IOException(protocol + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns whether the list was consistent. */
  private boolean listOnce(int request, DirectBuffer body, MessageHandler handler)
      throws IOException {
    sequence++;
    UnsafeBuffer fields = buffer.fields();
    int requestLength = HEADER_LENGTH + body.capacity();
    fields.setMemory(0, HEADER_LENGTH, (byte) 0);
    fields.putInt(0, requestLength);
    fields.putShort(TYPE_OFFSET, (short) request);
    fields.putShort(FLAGS_OFFSET, (short) (NLM_F_REQUEST | NLM_F_DUMP));
    fields.putInt(SEQUENCE_OFFSET, sequence);
    fields.putBytes(HEADER_LENGTH, body, 0, body.capacity());
    Libc.send(fd, buffer.address(), requestLength, 0);
    boolean consistent = true;
    while (true) {
      int received = (int) Libc.recv(fd, buffer.address(), BUFFER_BYTES, 0);
      int offset = 0;
      while (offset + HEADER_LENGTH <= received) {
        int length = fields.getInt(offset);
        if (length < HEADER_LENGTH || length > received - offset) {
          throw new IOException(protocol + ": a message of " + length + " bytes");
        }
        if (fields.getInt(offset + SEQUENCE_OFFSET) == sequence) {
          int type = fields.getShort(offset + TYPE_OFFSET) & 0xFFFF;
          consistent &= (fields.getShort(offset + FLAGS_OFFSET) & NLM_F_DUMP_INTR) == 0;
          if (type == NLMSG_DONE || type == NLMSG_ERROR) { // Both carry the dump's outcome.
            boolean told = length >= HEADER_LENGTH + Integer.BYTES;
            int outcome = told ? fields.getInt(offset + HEADER_LENGTH) : 0;
            if (outcome < 0) {
              throw new IOException(protocol + ": errno " + -outcome);
            }
            return consistent;
          }
          handler.onMessage(fields, offset + HEADER_LENGTH, length - HEADER_LENGTH);
        }
        offset += (length + 3) & ~3;
      }
    }
  }

  /** Walks the attributes in a part of a message; ends at the first malformed one. */
  public static void attributes(
      UnsafeBuffer buffer, int offset, int length, AttributeHandler handler) {
    int at = offset;
    int end = offset + length;
    while (at + ATTRIBUTE_LENGTH <= end) {
      int size = buffer.getShort(at) & 0xFFFF;
      if (size < ATTRIBUTE_LENGTH || size > end - at) {
        return;
      }
      handler.onAttribute(
          buffer.getShort(at + 2) & ATTRIBUTE_TYPE_MASK,
          buffer,
          at + ATTRIBUTE_LENGTH,
          size - ATTRIBUTE_LENGTH);
      at += (size + 3) & ~3;
    }
  }

  /** Whether anything has changed since the last call; does not wait. */
  public boolean hasChanged() {
    boolean changed = false;
    // poll(2) first: a recv(2) without data throws, which takes longer than everything else here.
    while (Libc.poll(pollFd.address(), 1, 0) > 0) {
      changed = true;
      try {
        Libc.recv(fd, buffer.address(), BUFFER_BYTES, MSG_DONTWAIT);
      } catch (LastErrorException e) {
        return true; // ENOBUFS: there were more changes than the socket's buffer holds.
      }
    }
    return changed;
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
