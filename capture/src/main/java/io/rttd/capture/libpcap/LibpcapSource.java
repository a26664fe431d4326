package io.rttd.capture.libpcap;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.BpfProgram;
import io.rttd.capture.filter.FilterCompiler;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SocketFilter;
import io.rttd.capture.natives.InterfaceState;
import io.rttd.capture.natives.InterfaceWatch;
import io.rttd.capture.natives.Libc;
import io.rttd.capture.natives.Libpcap;
import io.rttd.capture.natives.NativeStruct;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Captures through libpcap. Packets are read one by one with pcap_next_ex and passed on in
 * libpcap's buffer, without garbage.
 *
 * <p>The handle is non-blocking and awaited with poll(2), since with Linux's ring, libpcap's own
 * timeout does not end a wait without packets. One thread polls and closes; {@link #kernelDrops()}
 * and {@link #replaceFilter} are thread-safe.
 */
public final class LibpcapSource implements FilteredSource {
  /** struct pcap_pkthdr: a timeval of two longs, caplen, len. */
  private static final int HEADER_LENGTH = 24;

  private static final int SECONDS_OFFSET = 0;
  private static final int FRACTION_OFFSET = 8;
  private static final int CAPTURED_OFFSET = 16;
  private static final int ORIGINAL_OFFSET = 20;

  /** struct pcap_stat: received, dropped, dropped by the interface. */
  private static final int STATS_LENGTH = 12;

  private static final int STATS_DROPPED_OFFSET = 4;

  private static final int POLLFD_LENGTH = 8;
  private static final int POLLFD_EVENTS_OFFSET = 4;
  private static final int POLLFD_REVENTS_OFFSET = 6;

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int NS_PER_US = 1000;
  private static final int DLT_RAW = 12;
  private static final int DLT_LINUX_SLL = 113;
  private static final int DLT_LINUX_SLL2 = 276;
  private static final int LINKTYPE_RAW = 101;

  private static final int RETIRE_MS = 10;
  private static final int IDLE_WAIT_MS = 15;

  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  private final String interfaceName;
  private final int snaplenBytes;
  private final long pcap;
  private final int dlt;
  private final int linkType;
  private final int nsPerFraction;
  private final NativeStruct pollFd = new NativeStruct(POLLFD_LENGTH);
  private final NativeStruct pointers = new NativeStruct(2 * Long.BYTES);
  private final UnsafeBuffer header = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer frame = new UnsafeBuffer(0, 0);
  private final InterfaceWatch watch;

  /** Held while packets are read: a libpcap handle accepts no filter meanwhile. */
  private final Object reading = new Object();

  private final Object statistics = new Object();
  private long drops;
  private boolean closed;
  private boolean waited;

  private LibpcapSource(String interfaceName, int snaplenBytes, long pcap) {
    this.interfaceName = interfaceName;
    this.snaplenBytes = snaplenBytes;
    this.pcap = pcap;
    dlt = Libpcap.pcap_datalink(pcap);
    linkType = dlt == DLT_RAW ? LINKTYPE_RAW : dlt;
    nsPerFraction =
        Libpcap.pcap_get_tstamp_precision(pcap) == Libpcap.PCAP_TSTAMP_PRECISION_NANO
            ? 1
            : NS_PER_US;
    int fd = Libpcap.pcap_get_selectable_fd(pcap);
    int index = LINUX ? InterfaceState.index(fd, interfaceName) : 0;
    watch = new InterfaceWatch(interfaceName, fd, index);
    pollFd.fields().putInt(0, fd);
    pollFd.fields().putShort(POLLFD_EVENTS_OFFSET, Libc.POLLIN);
  }

  /**
   * Starts the capture.
   *
   * @param interfaceName a libpcap device, or {@link CaptureInterfaces#ANY}
   * @param snaplenBytes maximum number of bytes captured of each packet
   * @param filter selects segments
   * @param bufferBytes size of the kernel's buffer, at most 2 GiB
   * @param promiscuous whether the interface also receives frames for other stations
   * @throws CaptureException NOT_FOUND, NO_PERMISSION, BAD_FILTER or UNSUPPORTED
   */
  public static LibpcapSource open(
      String interfaceName,
      int snaplenBytes,
      PeerFilter filter,
      long bufferBytes,
      boolean promiscuous)
      throws CaptureException {
    Libpcap.require();
    NativeStruct error = new NativeStruct(Libpcap.PCAP_ERRBUF_SIZE);
    long pcap = Libpcap.pcap_create(interfaceName, error.address());
    if (pcap == 0) {
      throw new CaptureException(
          Reason.UNSUPPORTED, interfaceName + ": libpcap cannot open it: " + error.getText(0));
    }
    try {
      Libpcap.pcap_set_snaplen(pcap, snaplenBytes);
      Libpcap.pcap_set_promisc(pcap, promiscuous ? 1 : 0);
      Libpcap.pcap_set_timeout(pcap, RETIRE_MS);
      Libpcap.pcap_set_buffer_size(pcap, (int) Math.min(bufferBytes, Integer.MAX_VALUE));
      Libpcap.pcap_set_tstamp_precision(pcap, Libpcap.PCAP_TSTAMP_PRECISION_NANO);
      int status = Libpcap.pcap_activate(pcap);
      if (status < 0) {
        throw explain(interfaceName, status, Libpcap.pcap_geterr(pcap));
      }
      nameInterfaces(pcap);
      FilterCompiler.apply(pcap, filter, snaplenBytes);
      if (Libpcap.pcap_setnonblock(pcap, 1, error.address()) != 0) {
        throw new CaptureException(Reason.UNSUPPORTED, interfaceName + ": " + error.getText(0));
      }
      return new LibpcapSource(interfaceName, snaplenBytes, pcap);
    } catch (CaptureException e) {
      Libpcap.pcap_close(pcap);
      throw e;
    }
  }

  /** Asks for the cooked header that names each packet's interface (libpcap 1.10). */
  private static void nameInterfaces(long pcap) {
    if (Libpcap.pcap_datalink(pcap) == DLT_LINUX_SLL) {
      Libpcap.pcap_set_datalink(pcap, DLT_LINUX_SLL2);
    }
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    int frames = readLocked(handler, limit);
    waited = frames == 0;
    if (waited) {
      await();
      frames = readLocked(handler, limit);
    }
    return frames > 0 || watch.isThere() ? frames : END;
  }

  @Override
  public boolean hasWaited() {
    return waited;
  }

  /**
   * {@inheritDoc}
   *
   * <p>On Linux, the program goes straight to the socket: pcap_setfilter would block it for a
   * moment and lose packets. Elsewhere, pcap_setfilter is used.
   */
  @Override
  public void checkFilter(PeerFilter filter) throws CaptureException {
    BpfProgram unused = FilterCompiler.socketOf(dlt, filter, interfaceName, snaplenBytes);
  }

  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    if (LINUX) {
      BpfProgram program = FilterCompiler.socketOf(dlt, filter, interfaceName, snaplenBytes);
      synchronized (statistics) {
        if (!closed) {
          SocketFilter.replace(Libpcap.pcap_get_selectable_fd(pcap), program);
        }
      }
      return;
    }
    synchronized (reading) {
      synchronized (statistics) {
        if (!closed) {
          FilterCompiler.apply(pcap, filter, snaplenBytes);
        }
      }
    }
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public long kernelDrops() {
    synchronized (statistics) {
      if (!closed) {
        readDrops();
      }
      return drops;
    }
  }

  @Override
  public long interruptions() {
    return watch.interruptions();
  }

  @Override
  public void close() {
    synchronized (statistics) {
      if (!closed) {
        readDrops();
        closed = true;
        Libpcap.pcap_close(pcap);
      }
    }
  }

  private int readLocked(FrameHandler handler, int limit) {
    synchronized (reading) {
      return read(handler, limit);
    }
  }

  private int read(FrameHandler handler, int limit) {
    long headerPointer = pointers.address();
    long dataPointer = headerPointer + Long.BYTES;
    int frames = 0;
    while (frames < limit) {
      int result = Libpcap.pcap_next_ex(pcap, headerPointer, dataPointer);
      if (result != 1) {
        if (result < 0) {
          watch.onError(Libpcap.pcap_geterr(pcap));
        }
        break;
      }
      hand(handler);
      frames++;
    }
    return frames;
  }

  private void hand(FrameHandler handler) {
    header.wrap(pointers.fields().getLong(0), HEADER_LENGTH);
    int captured = header.getInt(CAPTURED_OFFSET);
    frame.wrap(pointers.fields().getLong(Long.BYTES), captured);
    handler.onFrame(
        header.getLong(SECONDS_OFFSET) * NS_PER_SECOND
            + header.getLong(FRACTION_OFFSET) * nsPerFraction,
        linkType,
        FrameHandler.NO_INTERFACE,
        frame,
        0,
        captured,
        header.getInt(ORIGINAL_OFFSET));
  }

  private void await() {
    pollFd.fields().putShort(POLLFD_REVENTS_OFFSET, (short) 0);
    Libc.poll(pollFd.address(), 1, IDLE_WAIT_MS);
    int ready = pollFd.fields().getShort(POLLFD_REVENTS_OFFSET);
    if ((ready & (Libc.POLLERR | Libc.POLLHUP | Libc.POLLNVAL)) != 0) {
      watch.onError("poll failed");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_WAIT_MS));
    }
  }

  /** libpcap's counts are cumulative, in 32 bits. */
  private void readDrops() {
    NativeStruct stats = new NativeStruct(STATS_LENGTH);
    if (Libpcap.pcap_stats(pcap, stats.address()) == 0) {
      int dropped = stats.fields().getInt(STATS_DROPPED_OFFSET);
      drops += (dropped - (int) drops) & 0xFFFF_FFFFL;
    }
  }

  private static CaptureException explain(String interfaceName, int status, String detail) {
    return switch (status) {
      case Libpcap.PCAP_ERROR_PERM_DENIED -> CaptureInterfaces.noPermission(interfaceName);
      case Libpcap.PCAP_ERROR_NO_SUCH_DEVICE ->
          CaptureInterfaces.notFound(interfaceName, CaptureInterfaces.devices());
      case Libpcap.PCAP_ERROR_IFACE_NOT_UP ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName + " is down; bring it up: ip link set " + interfaceName + " up");
      default ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName
                  + ": libpcap cannot capture: "
                  + Libpcap.pcap_statustostr(status)
                  + (detail == null || detail.isEmpty() ? "" : ": " + detail));
    };
  }
}
