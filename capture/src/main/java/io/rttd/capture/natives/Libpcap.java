package io.rttd.capture.natives;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * libpcap's functions, with its names. Pointers are addresses; a {@code pcap_t} belongs to one
 * thread. Call {@link #require()} first: otherwise, without libpcap, calls fail with a linkage
 * error instead of a clear message.
 *
 * <p>pcap4j maps the same library, but hides its {@code pcap_t} and creates garbage per packet.
 */
public final class Libpcap {
  /** pcap_activate: no such interface. */
  public static final int PCAP_ERROR_NO_SUCH_DEVICE = -5;

  /** pcap_activate: the process may not capture. */
  public static final int PCAP_ERROR_PERM_DENIED = -8;

  /** pcap_activate: the interface is down. */
  public static final int PCAP_ERROR_IFACE_NOT_UP = -9;

  /** pcap_set_tstamp_precision: the second field of struct timeval contains ns. */
  public static final int PCAP_TSTAMP_PRECISION_NANO = 1;

  /** Size of the buffers for error texts. */
  public static final int PCAP_ERRBUF_SIZE = 256;

  /** Debian's name, other distributions' name, and the linker's name. */
  private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1", "pcap");

  private static final String MISSING = register();

  private Libpcap() {}

  /**
   * Ensures that the library is available.
   *
   * @throws CaptureException UNSUPPORTED, naming the package to install
   */
  public static void require() throws CaptureException {
    if (!MISSING.isEmpty()) {
      throw new CaptureException(
          Reason.UNSUPPORTED,
          "libpcap is needed for a filter expression or the libpcap capture method, and was not"
              + " found ("
              + MISSING
              + "). Install it: 'apt-get install libpcap0.8' on Debian and Ubuntu, 'dnf install"
              + " libpcap' on RHEL and Fedora");
    }
  }

  private static String register() {
    String why = "";
    for (String name : NAMES) {
      try {
        Native.register(Libpcap.class, NativeLibrary.getInstance(name));
        return "";
      } catch (UnsatisfiedLinkError e) {
        // The first line names the library, the second the reason.
        why = String.valueOf(e.getMessage()).lines().limit(2).collect(Collectors.joining(" "));
      }
    }
    return why.isEmpty() ? "no library" : why;
  }

  public static native long pcap_open_dead(int linkType, int snaplen);

  public static native long pcap_create(String source, long errorBuffer);

  public static native int pcap_set_snaplen(long pcap, int snaplen);

  public static native int pcap_set_promisc(long pcap, int on);

  public static native int pcap_set_timeout(long pcap, int ms);

  public static native int pcap_set_buffer_size(long pcap, int bytes);

  public static native int pcap_set_tstamp_precision(long pcap, int precision);

  public static native int pcap_get_tstamp_precision(long pcap);

  public static native int pcap_activate(long pcap);

  public static native int pcap_setnonblock(long pcap, int on, long errorBuffer);

  public static native int pcap_get_selectable_fd(long pcap);

  public static native int pcap_datalink(long pcap);

  public static native int pcap_set_datalink(long pcap, int dlt);

  /** The last argument is bpf_u_int32 netmask: -1 means unknown. */
  public static native int pcap_compile(
      long pcap, long program, String expression, int optimize, int netmask);

  public static native int pcap_setfilter(long pcap, long program);

  public static native void pcap_freecode(long program);

  public static native int pcap_next_ex(long pcap, long headerPointer, long dataPointer);

  public static native int pcap_stats(long pcap, long stats);

  public static native String pcap_geterr(long pcap);

  public static native String pcap_statustostr(int status);

  public static native void pcap_close(long pcap);
}
