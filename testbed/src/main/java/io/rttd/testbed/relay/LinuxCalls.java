package io.rttd.testbed.relay;

import com.sun.jna.Native;

/**
 * The system calls of the relay, mapped directly: addresses and sizes are longs (64-bit Linux), and
 * calling one allocates nothing. {@link Native#getLastError()} holds errno after a failure.
 */
final class LinuxCalls {
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int CLOCK_REALTIME = 0;
  static final short POLLIN = 1;
  static final int PR_SET_TIMERSLACK = 29;
  static final int SCHED_FIFO = 1;

  static {
    Native.register(LinuxCalls.class, "c");
  }

  private LinuxCalls() {}

  static native int open(String path, int flags);

  static native int close(int fd);

  static native int ioctl(int fd, long request, long argument);

  static native long read(int fd, long address, long length);

  static native long write(int fd, long address, long length);

  static native int ppoll(long pollFds, long count, long timespec, long signalMask);

  static native int clock_gettime(int clock, long timespec);

  static native int prctl(int option, long argument);

  static native int sched_setscheduler(int thread, int policy, long parameters);
}
