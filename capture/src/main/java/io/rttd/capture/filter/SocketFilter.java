package io.rttd.capture.filter;

import com.sun.jna.LastErrorException;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.natives.Libc;
import io.rttd.capture.natives.NativeStruct;
import java.lang.ref.Reference;

/** Attaches a program to a Linux socket. */
public final class SocketFilter {
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;

  /** struct sock_fprog: an unsigned short, padding, a pointer. */
  private static final int FPROG_LENGTH = 16;

  private static final int FPROG_COUNT_OFFSET = 0;
  private static final int FPROG_INSTRUCTIONS_OFFSET = 8;

  private SocketFilter() {}

  /**
   * Makes the program the socket's filter, replacing an existing one between two packets. Any
   * thread.
   *
   * @throws LastErrorException with {@code errno}; the old filter then stays
   */
  public static void attach(int fd, BpfProgram program) {
    NativeStruct instructions = program.toNative();
    NativeStruct fprog = new NativeStruct(FPROG_LENGTH);
    fprog.fields().putShort(FPROG_COUNT_OFFSET, (short) program.length());
    fprog.fields().putLong(FPROG_INSTRUCTIONS_OFFSET, instructions.address());
    try {
      Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, fprog.address(), fprog.size());
    } finally {
      Reference.reachabilityFence(fprog);
      Reference.reachabilityFence(instructions);
    }
  }

  /**
   * As {@link #attach}, for a socket that has a filter. For a moment, the kernel holds both, and
   * all options of a socket together may take at most {@code net.core.optmem_max}, 20 KiB on older
   * kernels: too little for two long lists of peers.
   *
   * @throws CaptureException UNSUPPORTED, with what to do; the old filter then stays
   */
  public static void replace(int fd, BpfProgram program) throws CaptureException {
    try {
      attach(fd, program);
    } catch (LastErrorException e) {
      String advice =
          e.getErrorCode() == Libc.ENOMEM
              ? "; raise net.core.optmem_max (sysctl), or name networks instead of hosts"
              : "";
      throw new CaptureException(
          Reason.UNSUPPORTED,
          "the kernel rejects a filter of "
              + program.length()
              + " instructions in addition to the old one: "
              + e.getMessage()
              + advice,
          e);
    }
  }
}
