package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.natives.Libpcap;
import io.rttd.capture.natives.NativeStruct;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compiles filter expressions with libpcap. Any thread: one compilation at a time, since old
 * versions of libpcap are not reentrant.
 */
public final class FilterCompiler {
  /** struct bpf_program: an unsigned int, padding, a pointer. */
  private static final int PROGRAM_LENGTH = 16;

  private static final int COUNT_OFFSET = 0;
  private static final int INSTRUCTIONS_OFFSET = 8;

  private static final int DLT_ETHERNET = 1;
  private static final int DLT_RAW = 12;
  private static final int NETMASK_UNKNOWN = -1;

  private FilterCompiler() {}

  /**
   * For packets that begin with an Ethernet header.
   *
   * @param expression pcap-filter(7); also looked for within a VLAN tag
   * @param interfaceName where the packets will come from
   * @param snaplen bytes that the program keeps of a packet
   * @throws CaptureException BAD_FILTER with libpcap's own words, or UNSUPPORTED without libpcap
   */
  public static synchronized BpfProgram ethernet(
      String expression, String interfaceName, int snaplen) throws CaptureException {
    Libpcap.require();
    // The kernel takes tags out of the packet; only for a live handle does libpcap write the
    // program that asks the kernel for them.
    long pcap =
        PeerFilter.mentionsVlan(expression)
            ? activate(interfaceName, snaplen)
            : Libpcap.pcap_open_dead(DLT_ETHERNET, snaplen);
    return compileAndClose(pcap, expression, PeerFilter.withinVlanToo(expression));
  }

  /** As {@link #ethernet}, for packets that begin with their network header. */
  public static synchronized BpfProgram raw(String expression, int snaplen)
      throws CaptureException {
    Libpcap.require();
    return compileAndClose(Libpcap.pcap_open_dead(DLT_RAW, snaplen), expression, expression);
  }

  /**
   * Compiles for a handle and makes it the handle's filter.
   *
   * @param pcap an activated {@code pcap_t}
   * @param expression pcap-filter(7); on Ethernet also looked for within a VLAN tag
   */
  public static synchronized void apply(long pcap, String expression) throws CaptureException {
    boolean ethernet = Libpcap.pcap_datalink(pcap) == DLT_ETHERNET;
    NativeStruct program =
        compile(pcap, expression, ethernet ? PeerFilter.withinVlanToo(expression) : expression);
    try {
      if (Libpcap.pcap_setfilter(pcap, program.address()) != 0) {
        throw refused(expression, Libpcap.pcap_geterr(pcap));
      }
    } finally {
      Libpcap.pcap_freecode(program.address());
    }
  }

  private static BpfProgram compileAndClose(long pcap, String expression, String whole)
      throws CaptureException {
    try {
      NativeStruct program = compile(pcap, expression, whole);
      try {
        return copy(expression, program);
      } finally {
        Libpcap.pcap_freecode(program.address());
      }
    } finally {
      Libpcap.pcap_close(pcap);
    }
  }

  private static NativeStruct compile(long pcap, String expression, String whole)
      throws CaptureException {
    NativeStruct program = new NativeStruct(PROGRAM_LENGTH);
    if (Libpcap.pcap_compile(pcap, program.address(), whole, 1, NETMASK_UNKNOWN) != 0) {
      throw refused(expression, Libpcap.pcap_geterr(pcap));
    }
    return program;
  }

  private static BpfProgram copy(String expression, NativeStruct program) throws CaptureException {
    int count = program.fields().getInt(COUNT_OFFSET);
    if (count > BpfProgram.MAX_INSTRUCTIONS) {
      throw refused(
          expression,
          "it makes "
              + count
              + " instructions and the kernel takes "
              + BpfProgram.MAX_INSTRUCTIONS
              + ": name fewer peers, or networks instead of hosts");
    }
    UnsafeBuffer instructions =
        new UnsafeBuffer(
            program.fields().getLong(INSTRUCTIONS_OFFSET), count * BpfProgram.INSTRUCTION_LENGTH);
    return BpfProgram.read(instructions, count);
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
