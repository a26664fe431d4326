package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.natives.Libpcap;
import io.rttd.capture.natives.NativeStruct;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compiles a {@link PeerFilter} into a program for a source. Thread-safe: one compilation at a
 * time, since old versions of libpcap are not reentrant.
 */
public final class FilterCompiler {
  /** struct bpf_program: an unsigned int, padding, a pointer. */
  private static final int PROGRAM_LENGTH = 16;

  private static final int COUNT_OFFSET = 0;
  private static final int INSTRUCTIONS_OFFSET = 8;

  private static final int DLT_ETHERNET = 1;
  private static final int DLT_RAW = 12;
  private static final int NETMASK_UNKNOWN = -1;

  private static final int WHOLE_PACKETS = 262_144;

  /**
   * libpcap's time grows with the square of an expression's length, its recursion with the length.
   */
  private static final int MAX_EXPRESSION_LENGTH = 4096;

  private static final long COMPILER_STACK_BYTES = 64L << 20;

  private FilterCompiler() {}

  /** The filter of a socket that must not receive anything yet. */
  public static BpfProgram nothing() {
    return PeerProgram.nothing();
  }

  /**
   * Compiles a filter for packets that begin with an Ethernet header.
   *
   * @param interfaceName interface of the packets
   * @param kept how much of a packet the program keeps
   * @throws CaptureException BAD_FILTER with the expression and libpcap's own words; UNSUPPORTED if
   *     there is an expression but no libpcap
   */
  public static synchronized BpfProgram ethernet(
      PeerFilter filter, String interfaceName, SnapPolicy kept) throws CaptureException {
    if (filter.extra().isEmpty()) {
      return PeerProgram.keeping(filter, LinkHeader.ETHERNET, kept);
    }
    String extra = filter.extra().get();
    Libpcap.require();
    // The kernel takes tags out of the packet; libpcap writes a program that asks the kernel for
    // them only for a live handle.
    long pcap =
        PeerFilter.mentionsVlan(extra)
            ? activate(interfaceName, kept.snaplenBytes())
            : Libpcap.pcap_open_dead(DLT_ETHERNET, kept.snaplenBytes());
    return PeerProgram.followedBy(
        compileAndClose(pcap, extra, PeerFilter.withinVlanToo(extra)),
        filter,
        LinkHeader.ETHERNET,
        kept);
  }

  /** As {@link #ethernet}, for a cooked packet socket: packets begin with their network header. */
  public static synchronized BpfProgram cookedSocket(PeerFilter filter, SnapPolicy kept)
      throws CaptureException {
    if (filter.extra().isEmpty()) {
      return PeerProgram.keeping(filter, LinkHeader.COOKED_SOCKET, kept);
    }
    String extra = filter.extra().get();
    Libpcap.require();
    long pcap = Libpcap.pcap_open_dead(DLT_RAW, kept.snaplenBytes());
    return PeerProgram.followedBy(
        compileAndClose(pcap, extra, extra), filter, LinkHeader.COOKED_SOCKET, kept);
  }

  /**
   * Compiles a filter for the socket of one of libpcap's handles on Linux.
   *
   * @param dlt the handle's DLT_ number; if cooked, packets begin with the network header
   * @param interfaceName interface of the packets
   * @param snaplen maximum number of bytes to keep
   */
  public static synchronized BpfProgram socketOf(
      int dlt, PeerFilter filter, String interfaceName, int snaplen) throws CaptureException {
    LinkHeader link = LinkHeader.ofDlt(dlt).orElse(null);
    if (link == LinkHeader.ETHERNET) {
      return ethernet(filter, interfaceName, SnapPolicy.headers(snaplen));
    }
    if (link == LinkHeader.LINUX_SLL || link == LinkHeader.LINUX_SLL2) {
      return cookedSocket(filter, SnapPolicy.headers(snaplen));
    }
    return ofPackets(dlt, filter, snaplen);
  }

  /**
   * Compiles a filter for packets of a file.
   *
   * @param linkType their LINKTYPE_ number
   * @throws CaptureException BAD_FILTER with the expression and libpcap's own words; UNSUPPORTED if
   *     libpcap is needed but missing
   */
  static synchronized BpfProgram packets(int linkType, PeerFilter filter) throws CaptureException {
    int dlt = LinkType.isRawIp(linkType) ? DLT_RAW : linkType;
    return ofPackets(dlt, filter, WHOLE_PACKETS);
  }

  /** Whether {@link #fault} can check expressions: whether libpcap is installed. */
  public static boolean canCheck() {
    try {
      Libpcap.require();
      return true;
    } catch (CaptureException e) {
      return false;
    }
  }

  /** The error in an expression, in libpcap's words; empty if there is none, or without libpcap. */
  public static synchronized Optional<String> fault(String expression) {
    try {
      Libpcap.require();
    } catch (CaptureException e) {
      return Optional.empty();
    }
    long pcap = Libpcap.pcap_open_dead(DLT_ETHERNET, WHOLE_PACKETS);
    try {
      NativeStruct program = new NativeStruct(PROGRAM_LENGTH);
      if (compileOnDeepStack(pcap, program, expression) != 0) {
        return Optional.of(Libpcap.pcap_geterr(pcap));
      }
      Libpcap.pcap_freecode(program.address());
      return Optional.empty();
    } finally {
      Libpcap.pcap_close(pcap);
    }
  }

  /** Compiles a filter for packets as captured. */
  private static BpfProgram ofPackets(int dlt, PeerFilter filter, int snaplen)
      throws CaptureException {
    LinkHeader link = LinkHeader.ofDlt(dlt).orElse(null);
    if (link != null && filter.extra().isEmpty()) {
      return PeerProgram.keeping(filter, link, SnapPolicy.headers(snaplen));
    }
    Libpcap.require();
    long pcap = Libpcap.pcap_open_dead(dlt, snaplen);
    if (link == null) {
      String expression = filter.expressionWithTunnels();
      BpfProgram whole = compileAndClose(pcap, expression, expression);
      return filter.share().isNone() ? PeerProgram.nothing() : whole;
    }
    String extra = filter.extra().get();
    String whole = dlt == DLT_ETHERNET ? PeerFilter.withinVlanToo(extra) : extra;
    return PeerProgram.followedBy(
        compileAndClose(pcap, extra, whole), filter, link, SnapPolicy.headers(snaplen));
  }

  /**
   * Compiles a filter and applies it to a libpcap handle.
   *
   * @param pcap an activated {@code pcap_t}
   * @param snaplen maximum number of bytes to keep
   */
  public static synchronized void apply(long pcap, PeerFilter filter, int snaplen)
      throws CaptureException {
    // libpcap does not know packet types, so it cannot recognize sent ACKs: all are kept.
    SnapPolicy kept = SnapPolicy.headers(snaplen);
    int dlt = Libpcap.pcap_datalink(pcap);
    LinkHeader link = LinkHeader.ofDlt(dlt).orElse(null);
    BpfProgram program;
    if (link == null) {
      String expression = filter.expressionWithTunnels();
      BpfProgram whole = compile(pcap, expression, expression);
      program = filter.share().isNone() ? PeerProgram.nothing() : whole;
    } else if (filter.extra().isEmpty()) {
      program = PeerProgram.keeping(filter, link, kept);
    } else {
      String extra = filter.extra().get();
      String whole = dlt == DLT_ETHERNET ? PeerFilter.withinVlanToo(extra) : extra;
      program = PeerProgram.followedBy(compile(pcap, extra, whole), filter, link, kept);
    }
    NativeStruct instructions = program.toNative();
    NativeStruct header = new NativeStruct(PROGRAM_LENGTH);
    header.fields().putInt(COUNT_OFFSET, program.length());
    header.fields().putLong(INSTRUCTIONS_OFFSET, instructions.address());
    try {
      if (Libpcap.pcap_setfilter(pcap, header.address()) != 0) {
        throw refused(filter.toString(), Libpcap.pcap_geterr(pcap));
      }
    } finally {
      Reference.reachabilityFence(header);
      Reference.reachabilityFence(instructions);
    }
  }

  private static BpfProgram compileAndClose(long pcap, String expression, String whole)
      throws CaptureException {
    try {
      return compile(pcap, expression, whole);
    } finally {
      Libpcap.pcap_close(pcap);
    }
  }

  private static BpfProgram compile(long pcap, String expression, String whole)
      throws CaptureException {
    if (expression.length() > MAX_EXPRESSION_LENGTH) {
      throw refused(
          expression.substring(0, 40) + "…",
          "it is longer than "
              + MAX_EXPRESSION_LENGTH
              + " characters; list peers in 'ips' and 'hosts' instead");
    }
    NativeStruct program = new NativeStruct(PROGRAM_LENGTH);
    if (compileOnDeepStack(pcap, program, whole) != 0) {
      throw refused(expression, Libpcap.pcap_geterr(pcap));
    }
    try {
      int count = program.fields().getInt(COUNT_OFFSET);
      long instructions = program.fields().getLong(INSTRUCTIONS_OFFSET);
      return BpfProgram.read(
          new UnsafeBuffer(instructions, count * BpfProgram.INSTRUCTION_LENGTH), count);
    } finally {
      Libpcap.pcap_freecode(program.address());
    }
  }

  /** libpcap recurses deeply, and overflowing a Java thread's stack would end the process. */
  private static int compileOnDeepStack(long pcap, NativeStruct program, String whole) {
    FutureTask<Integer> task =
        new FutureTask<>(
            () -> Libpcap.pcap_compile(pcap, program.address(), whole, 1, NETMASK_UNKNOWN));
    Thread thread = new Thread(null, task, "rttd-filter-compiler", COMPILER_STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // The compiler cannot be stopped, and uses our memory.
        } catch (ExecutionException e) {
          throw new IllegalStateException("libpcap could not be called", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long activate(String interfaceName, int snaplen) throws CaptureException {
    NativeStruct error = new NativeStruct(Libpcap.PCAP_ERRBUF_SIZE);
    long pcap = Libpcap.pcap_create(interfaceName, error.address());
    if (pcap == 0) {
      throw new CaptureException(
          Reason.UNSUPPORTED, "libpcap cannot open " + interfaceName + ": " + error.getText(0));
    }
    Libpcap.pcap_set_snaplen(pcap, snaplen);
    int status = Libpcap.pcap_activate(pcap);
    if (status < 0) {
      String why = Libpcap.pcap_statustostr(status);
      Libpcap.pcap_close(pcap);
      throw new CaptureException(
          Reason.UNSUPPORTED, "libpcap cannot open " + interfaceName + ": " + why);
    }
    return pcap;
  }

  private static CaptureException refused(String expression, String why) {
    return new CaptureException(
        Reason.BAD_FILTER, "filter '" + expression + "' cannot be used: " + why);
  }
}
