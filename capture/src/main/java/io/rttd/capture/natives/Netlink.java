package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.lang.ref.Reference;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A socket of rtnetlink(7): lists links, addresses and routes, and tells when they change. It needs
 * no privilege, and stays in the network namespace of the thread that opened it. One thread.
 */
public final class Netlink implements AutoCloseable {
  /** Lists interfaces ({@code struct ifinfomsg}). */
  public static final int RTM_GETLINK = 18;

  /** Lists addresses ({@code struct ifaddrmsg}). */
  public static final int RTM_GETADDR = 22;

  /** Lists routes ({@code struct rtmsg}). */
  public static final int RTM_GETROUTE = 26;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final long ANSWER_TIMEOUT_S = 5;

  // struct sockaddr_nl
  private static final int SOCKADDR_LENGTH = 12;
  private static final int SOCKADDR_GROUPS_OFFSET = 8;

  /** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, _ROUTE, RTMGRP_IPV6_IFADDR, _ROUTE. */
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

  /** Longer than any of the three messages' fixed parts. */
  private static final int BODY_LENGTH = 16;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int MOST_ATTEMPTS = 4;

  private final int fd;
  private final NativeStruct buffer = new NativeStruct(BUFFER_BYTES);
  private int sequence;

  /** Takes one message of a list; the buffer is valid during the call only. */
  @FunctionalInterface
  public interface MessageHandler {
    /**
     * One element.
     *
     * @param offset of the message's fixed part, which its attributes follow
     * @param length of both
     */
    void onMessage(UnsafeBuffer buffer, int offset, int length);
  }

  private Netlink(int fd) {
    this.fd = fd;
  }

  /** A socket that lists. */
  public static Netlink open() throws IOException {
    return open(0);
  }

  /** A socket that {@link #hasChanged tells} of changes to links, addresses and routes. */
  public static Netlink openForChanges() throws IOException {
    return open(CHANGES);
  }

  private static Netlink open(int groups) throws IOException {
    NativeStruct address = new NativeStruct(SOCKADDR_LENGTH);
    address.fields().putShort(0, (short) AF_NETLINK);
    address.fields().putInt(SOCKADDR_GROUPS_OFFSET, groups);
    NativeStruct timeout = new NativeStruct(2 * Long.BYTES);
    timeout.fields().putLong(0, ANSWER_TIMEOUT_S);
    try {
      int fd = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
      try {
        Libc.bind(fd, address.address(), SOCKADDR_LENGTH);
        Libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeout.address(), timeout.size());
        Netlink opened = new Netlink(fd);
        fd = -1;
        return opened;
      } finally {
        if (fd >= 0) {
          Libc.close(fd);
        }
      }
    } catch (LastErrorException | LinkageError e) {
      throw new IOException("rtnetlink: " + e.getMessage(), e);
    } finally {
      Reference.reachabilityFence(address);
      Reference.reachabilityFence(timeout);
    }
  }

  /**
   * Lists what there is.
   *
   * @param request {@link #RTM_GETLINK}, {@link #RTM_GETADDR} or {@link #RTM_GETROUTE}
   * @param restart is run when the kernel's list changed while it was read and is read again
   */
  public void list(int request, MessageHandler handler, Runnable restart) throws IOException {
    for (int attempt = 1; ; attempt++) {
      restart.run();
      try {
        if (listOnce(request, handler) || attempt == MOST_ATTEMPTS) {
          return;
        }
      } catch (LastErrorException e) {
        throw new IOException("rtnetlink: " + e.getMessage(), e);
      }
    }
  }

  /** Whether the list is consistent. */
  private boolean listOnce(int request, MessageHandler handler) throws IOException {
    sequence++;
    UnsafeBuffer fields = buffer.fields();
    fields.setMemory(0, HEADER_LENGTH + BODY_LENGTH, (byte) 0);
    fields.putInt(0, HEADER_LENGTH + BODY_LENGTH);
    fields.putShort(TYPE_OFFSET, (short) request);
    fields.putShort(FLAGS_OFFSET, (short) (NLM_F_REQUEST | NLM_F_DUMP));
    fields.putInt(SEQUENCE_OFFSET, sequence);
    Libc.send(fd, buffer.address(), HEADER_LENGTH + BODY_LENGTH, 0);
    boolean consistent = true;
    while (true) {
      int received = (int) Libc.recv(fd, buffer.address(), BUFFER_BYTES, 0);
      int offset = 0;
      while (offset + HEADER_LENGTH <= received) {
        int length = fields.getInt(offset);
        if (length < HEADER_LENGTH || length > received - offset) {
          throw new IOException("rtnetlink: a message of " + length + " bytes");
        }
        if (fields.getInt(offset + SEQUENCE_OFFSET) == sequence) {
          int type = fields.getShort(offset + TYPE_OFFSET) & 0xFFFF;
          consistent &= (fields.getShort(offset + FLAGS_OFFSET) & NLM_F_DUMP_INTR) == 0;
          if (type == NLMSG_DONE) {
            return consistent;
          }
          if (type == NLMSG_ERROR) {
            throw new IOException("rtnetlink: errno " + -fields.getInt(offset + HEADER_LENGTH));
          }
          handler.onMessage(fields, offset + HEADER_LENGTH, length - HEADER_LENGTH);
        }
        offset += (length + 3) & ~3;
      }
    }
  }

  /** Whether anything has changed since the last call; does not wait. */
  public boolean hasChanged() {
    boolean changed = false;
    while (true) {
      try {
        Libc.recv(fd, buffer.address(), BUFFER_BYTES, MSG_DONTWAIT);
        changed = true;
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Libc.EAGAIN) {
          return changed;
        }
        changed = true; // ENOBUFS: there were more changes than the socket's buffer holds.
      }
    }
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
