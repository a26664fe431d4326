package io.rttd.capture.afpacket;

import com.sun.jna.LastErrorException;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.BpfProgram;
import io.rttd.capture.filter.FilterCompiler;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.KeptBytes;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.natives.Libc;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Listens on an interface of Linux, or on all of them, through a ring that the kernel fills and
 * this process has mapped: no copy and no system call for a packet, one poll(2) for a block.
 *
 * <p>Ethernet interfaces and loopback give Ethernet frames. All others ({@code tun}, tunnels, PPP
 * …) and {@code any} give packets from their IP header on. With {@code any}, a packet that passes
 * several interfaces (a bridge and its port, a VLAN and what carries it) comes once for each.
 *
 * <p>An interface may go down and up again, or vanish and come back under its name: the source
 * waits for it. One thread polls and closes; the counts and {@link #replaceFilter} are for any.
 */
public final class AfPacketSource implements FilteredSource {
  /** What the kernel fills before it tells us; 64 pages, so that it need not be fragmented. */
  private static final int BLOCK_SIZE = 256 * 1024;

  private static final int MIN_BLOCKS = 4;

  /** A block that is not full is handed over after this time. */
  private static final int RETIRE_MS = 10;

  /** Longer than {@link #RETIRE_MS}: an empty poll means that nothing older is on its way. */
  private static final int IDLE_WAIT_MS = 15;

  private static final long REBIND_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOGGER = System.getLogger(AfPacketSource.class.getName());

  private final String interfaceName;
  private final Programs programs;
  private final PacketSocket socket;
  private final PacketRing ring;
  private int interfaceIndex;
  private boolean down;
  private long downSinceNs;

  /** Held by whoever uses the socket from another thread, which must not be closed meanwhile. */
  private final Object statistics = new Object();

  private long drops;
  private long freezes;
  private volatile long interruptions;
  private boolean closed;

  /** Writes the programs that fit this socket. */
  @FunctionalInterface
  private interface Programs {
    BpfProgram of(PeerFilter filter) throws CaptureException;
  }

  private AfPacketSource(
      String interfaceName,
      Programs programs,
      PacketSocket socket,
      PacketRing ring,
      int interfaceIndex) {
    this.interfaceName = interfaceName;
    this.programs = programs;
    this.socket = socket;
    this.ring = ring;
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * Starts to listen.
   *
   * @param interfaceName a name, or {@link CaptureInterfaces#ANY}
   * @param kept how much the kernel keeps of each packet
   * @param filter which segments; an expression of the user's in it needs libpcap
   * @param ringBytes how much the kernel may hold for us, rounded to whole blocks of 256 KiB, at
   *     least 4
   * @throws CaptureException NOT_FOUND, NO_PERMISSION, BAD_FILTER or UNSUPPORTED
   */
  public static AfPacketSource open(
      String interfaceName, KeptBytes kept, PeerFilter filter, long ringBytes)
      throws CaptureException {
    boolean any = interfaceName.equals(CaptureInterfaces.ANY);
    int index = any ? 0 : index(interfaceName);
    int hardware = any ? -1 : PacketSocket.hardwareType(interfaceName);
    boolean loopback = hardware == TPacket.ARPHRD_LOOPBACK;
    boolean cooked = !loopback && hardware != TPacket.ARPHRD_ETHER;
    Programs programs =
        cooked
            ? wanted -> FilterCompiler.cookedSocket(wanted, kept)
            : wanted -> FilterCompiler.ethernet(wanted, interfaceName, kept);
    BpfProgram program = programs.of(filter);
    PacketSocket socket = socket(interfaceName, cooked);
    boolean listening = false;
    try {
      boolean twice = any || (loopback && !ignoresOutgoing(socket));
      socket.attach(program);
      int blocks = (int) Math.max(MIN_BLOCKS, Math.min(ringBytes / BLOCK_SIZE, Short.MAX_VALUE));
      PacketRing ring =
          new PacketRing(
              socket.mapRing(BLOCK_SIZE, blocks, RETIRE_MS), BLOCK_SIZE, blocks, cooked, twice);
      socket.bind(index);
      listening = true;
      return new AfPacketSource(interfaceName, programs, socket, ring, index);
    } catch (LastErrorException e) {
      throw explain(interfaceName, ringBytes, e);
    } finally {
      if (!listening) {
        socket.close();
      }
    }
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    int frames = ring.drain(handler, limit);
    if (frames == 0) {
      if (!socket.await(IDLE_WAIT_MS)) {
        wentDown();
      } else if (down) {
        lookForInterface();
      }
      frames = ring.drain(handler, limit);
    }
    return frames;
  }

  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    BpfProgram program = programs.of(filter);
    synchronized (statistics) {
      if (!closed) {
        socket.attach(program);
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
      addLosses();
      return drops;
    }
  }

  @Override
  public long kernelFreezes() {
    synchronized (statistics) {
      addLosses();
      return freezes;
    }
  }

  @Override
  public long interruptions() {
    return interruptions;
  }

  @Override
  public void close() {
    synchronized (statistics) {
      if (!closed) {
        try {
          addLosses();
        } finally {
          closed = true;
          socket.close();
        }
      }
    }
  }

  private void addLosses() {
    if (!closed) {
      PacketSocket.Losses losses = socket.readLosses();
      drops += losses.drops();
      freezes += losses.freezes();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the capture thread
  private void wentDown() {
    int error = socket.takeError();
    if (!down) {
      down = true;
      interruptions++;
      downSinceNs = System.nanoTime();
      LOGGER.log(
          Level.WARNING,
          "{0}: the interface went down (errno {1}); waiting for it",
          interfaceName,
          error);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_WAIT_MS));
  }

  /** The kernel listens again when an interface comes up, but forgets one that was removed. */
  private void lookForInterface() {
    long now = System.nanoTime();
    if (now - downSinceNs < REBIND_INTERVAL_NS) {
      return;
    }
    downSinceNs = now;
    try {
      int index = Libc.if_nametoindex(interfaceName);
      down = false;
      if (index != interfaceIndex) {
        socket.bind(index);
        interfaceIndex = index;
        LOGGER.log(Level.INFO, "{0}: the interface is back", interfaceName);
      }
    } catch (LastErrorException e) {
      down = true; // Still gone: look again in a second.
    }
  }

  private static int index(String interfaceName) throws CaptureException {
    try {
      return Libc.if_nametoindex(interfaceName);
    } catch (LastErrorException e) {
      throw CaptureInterfaces.notFound(interfaceName);
    }
  }

  private static PacketSocket socket(String interfaceName, boolean cooked) throws CaptureException {
    try {
      return new PacketSocket(cooked);
    } catch (LastErrorException e) {
      throw explain(interfaceName, 0, e);
    }
  }

  /** Linux 4.20 learned it; older kernels' second copies are told by their packet type. */
  private static boolean ignoresOutgoing(PacketSocket socket) {
    try {
      socket.setPacketOption(TPacket.PACKET_IGNORE_OUTGOING, 1);
      return true;
    } catch (LastErrorException e) {
      return false;
    }
  }

  private static CaptureException explain(
      String interfaceName, long ringBytes, LastErrorException e) {
    return switch (e.getErrorCode()) {
      case Libc.EPERM, Libc.EACCES -> CaptureInterfaces.noPermission(interfaceName);
      case Libc.ENODEV -> CaptureInterfaces.notFound(interfaceName);
      case Libc.ENOMEM ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName + ": the kernel has no " + ringBytes + " bytes for the packet ring",
              e);
      default ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName + ": this kernel refuses a packet ring: " + e.getMessage(),
              e);
    };
  }
}
