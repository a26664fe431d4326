package io.rttd.capture.natives;

import com.sun.jna.LastErrorException;
import java.lang.ref.Reference;

/**
 * The kernel's state of an interface (netdevice(7)), in the network namespace of a socket, which
 * may differ from that of the calling thread. Any thread.
 */
public final class InterfaceState {
  private static final long SIOCGIFNAME = 0x8910;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCGIFINDEX = 0x8933;
  private static final int IFREQ_LENGTH = 40;
  private static final int NAME_ROOM = 16;
  private static final int IFF_UP = 0x1;
  private static final int NONE = 0;

  private InterfaceState() {}

  /** The interface's index, or 0 if there is none of this name. */
  public static int index(int fd, String name) {
    NativeStruct request = new NativeStruct(IFREQ_LENGTH).putText(0, name, NAME_ROOM);
    return ask(fd, SIOCGIFINDEX, request) ? request.fields().getInt(NAME_ROOM) : NONE;
  }

  /** The name of the interface with this index, or empty. */
  public static String name(int fd, int index) {
    NativeStruct request = new NativeStruct(IFREQ_LENGTH);
    request.fields().putInt(NAME_ROOM, index);
    return ask(fd, SIOCGIFNAME, request) ? request.getText(0) : "";
  }

  /** Whether the interface exists and is up. */
  public static boolean isUp(int fd, String name) {
    NativeStruct request = new NativeStruct(IFREQ_LENGTH).putText(0, name, NAME_ROOM);
    return ask(fd, SIOCGIFFLAGS, request) && (request.fields().getShort(NAME_ROOM) & IFF_UP) != 0;
  }

  /** Brings the interface up; returns whether that succeeded. Needs CAP_NET_ADMIN. */
  public static boolean setUp(int fd, String name) {
    NativeStruct request = new NativeStruct(IFREQ_LENGTH).putText(0, name, NAME_ROOM);
    request.fields().putShort(NAME_ROOM, (short) IFF_UP);
    return ask(fd, SIOCSIFFLAGS, request);
  }

  private static boolean ask(int fd, long question, NativeStruct request) {
    try {
      Libc.ioctl(fd, question, request.address());
      return true;
    } catch (LastErrorException e) {
      return false; // No such interface.
    } finally {
      Reference.reachabilityFence(request);
    }
  }
}
