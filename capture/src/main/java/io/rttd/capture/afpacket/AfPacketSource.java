package io.rttd.capture.afpacket;

import com.sun.jna.LastErrorException;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.filter.BpfProgram;
import io.rttd.capture.filter.FilterCompiler;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.capture.natives.InterfaceWatch;
import io.rttd.capture.natives.Libc;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Captures on a Linux interface, or on all of them, through a mapped ring that the kernel fills: no
 * copy and no system call per packet, one poll(2) per block.
 *
 * <p>Ethernet interfaces and loopback yield Ethernet frames. All others ({@code tun}, tunnels, PPP
 * …) and {@code any} yield packets starting at the IP header. With {@code any}, a packet that
 * passes several interfaces (a bridge and its port, a VLAN and its lower device) is captured once
 * on each, with that interface's index, so that {@code CopyDetector} can leave out the copies.
 *
 * <p>An interface may go down and up again: the source waits for it. When it is removed, the source
 * ends. One thread polls and closes; the counts and {@link #replaceFilter} are thread-safe.
 */
public final class AfPacketSource implements FilteredSource {
  /**
   * Size of a block, which the kernel fills before it wakes the reader: 64 pages, so that memory
   * fragmentation does not matter.
   */
  private static final int LARGEST_BLOCK = 256 * 1024;

  /** Block size of a small ring. Holds the longest packet that a filter keeps only in part. */
  private static final int SMALLEST_BLOCK = 64 * 1024;

  /** Enough to bridge a pause even at high rates, when blocks are full. */
  private static final int WANTED_BLOCKS = 128;

  private static final int MIN_BLOCKS = 4;

  /**
   * A block that is not full is delivered after this time. A longer time means fewer wake-ups at
   * ordinary rates, each of which finds cold caches, but also that packets are seen later.
   */
  private static final int RETIRE_MS = 64;

  /** Longer than {@link #RETIRE_MS}, because wake-ups are the main cost of an idle daemon. */
  private static final int IDLE_WAIT_MS = 100;

  private final Programs programs;
  private final PacketSocket socket;
  private final PacketRing ring;
  private final InterfaceWatch watch;
  private final Optional<FanoutGroup> group;

  /** Held while another thread uses the socket, so that it is not closed meanwhile. */
  private final Object statistics = new Object();

  private long drops;
  private long freezes;
  private boolean closed;
  private boolean waited;

  /** Compiles programs for this kind of socket. */
  @FunctionalInterface
  private interface Programs {
    BpfProgram of(PeerFilter filter) throws CaptureException;
  }

  private AfPacketSource(
      Programs programs,
      PacketSocket socket,
      PacketRing ring,
      InterfaceWatch watch,
      Optional<FanoutGroup> group) {
    this.programs = programs;
    this.socket = socket;
    this.ring = ring;
    this.watch = watch;
    this.group = group;
  }

  /**
   * Starts the capture.
   *
   * @param interfaceName a name, or {@link CaptureInterfaces#ANY}
   * @param kept how much the kernel keeps of each packet
   * @param filter selects segments; a user's expression in it needs libpcap
   * @param settings settings of the ring, whose size is rounded to whole blocks, at least 4
   * @throws CaptureException NOT_FOUND, NO_PERMISSION, BAD_FILTER or UNSUPPORTED
   */
  public static AfPacketSource open(
      String interfaceName, SnapPolicy kept, PeerFilter filter, RingSettings settings)
      throws CaptureException {
    boolean any = interfaceName.equals(CaptureInterfaces.ANY);
    int index = any ? 0 : index(interfaceName, filter, kept);
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
      // A group also receives packets that its members would ignore.
      boolean grouped = settings.group().isPresent();
      boolean twice = any || (loopback && (grouped || !ignoresOutgoing(socket)));
      Optional<FrameTime> time =
          settings.hardwareTime() && stampsByHardware(socket)
              ? Optional.of(new FrameTime(interfaceName, SystemEpochNanoClock.INSTANCE::nanoTime))
              : Optional.empty();
      int blockSize =
          settings.bytes() / WANTED_BLOCKS < LARGEST_BLOCK ? SMALLEST_BLOCK : LARGEST_BLOCK;
      int blocks =
          (int) Math.max(MIN_BLOCKS, Math.min(settings.bytes() / blockSize, Short.MAX_VALUE));
      PacketRing ring =
          new PacketRing(
              socket.mapRing(blockSize, blocks, RETIRE_MS),
              blockSize,
              blocks,
              cooked,
              twice,
              time.orElse(null));
      bind(socket, index, program, settings.group());
      if (settings.promiscuous() && !any) {
        socket.joinPromiscuous(index);
      }
      listening = true;
      return new AfPacketSource(
          programs,
          socket,
          ring,
          new InterfaceWatch(interfaceName, socket.fd(), index),
          settings.group());
    } catch (LastErrorException e) {
      throw explain(interfaceName, settings.bytes(), e);
    } finally {
      if (!listening) {
        socket.close();
      }
    }
  }

  /** A bound socket that is not yet in its group would also receive the other members' packets. */
  private static void bind(
      PacketSocket socket, int index, BpfProgram program, Optional<FanoutGroup> group) {
    if (group.isEmpty()) {
      socket.attach(program);
      socket.bind(index);
      return;
    }
    socket.attach(FilterCompiler.nothing());
    socket.bind(index);
    group.get().join(socket);
    socket.attach(program);
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    int frames = ring.drain(handler, limit);
    waited = frames == 0;
    if (waited) {
      if (!socket.await(IDLE_WAIT_MS)) {
        watch.onError("errno " + socket.takeError());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(IDLE_WAIT_MS));
      }
      frames = ring.drain(handler, limit);
    }
    return frames > 0 || watch.isThere() ? frames : END;
  }

  @Override
  public boolean hasWaited() {
    return waited;
  }

  @Override
  public void checkFilter(PeerFilter filter) throws CaptureException {
    BpfProgram unused = programs.of(filter);
  }

  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    BpfProgram program = programs.of(filter);
    synchronized (statistics) {
      if (!closed) {
        socket.replace(program);
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
    return watch.interruptions();
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
          group.ifPresent(FanoutGroup::leave);
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

  /**
   * A missing interface may appear later, so it is reported only if nothing else prevents the
   * capture.
   */
  private static int index(String interfaceName, PeerFilter filter, SnapPolicy kept)
      throws CaptureException {
    try {
      return Libc.if_nametoindex(interfaceName);
    } catch (LastErrorException e) {
      BpfProgram unused = FilterCompiler.ethernet(filter, interfaceName, kept);
      socket(interfaceName, true).close();
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

  /**
   * PACKET_IGNORE_OUTGOING exists since Linux 4.20; on older kernels, second copies are recognized
   * by their packet type.
   */
  private static boolean ignoresOutgoing(PacketSocket socket) {
    try {
      socket.setPacketOption(TPacket.PACKET_IGNORE_OUTGOING, 1);
      return true;
    } catch (LastErrorException e) {
      return false;
    }
  }

  /** Whether the kernel provides the timestamps of interfaces that stamp packets. */
  private static boolean stampsByHardware(PacketSocket socket) {
    try {
      socket.setPacketOption(TPacket.PACKET_TIMESTAMP, TPacket.TIMESTAMPING_RAW_HARDWARE);
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
      case Libc.EMFILE ->
          new CaptureException(
              Reason.NO_PERMISSION,
              interfaceName
                  + ": too many open files: raise the limit (ulimit -n; LimitNOFILE in a"
                  + " unit)",
              e);
      case Libc.ENOMEM ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName
                  + ": the kernel cannot allocate "
                  + ringBytes
                  + " bytes for the packet ring",
              e);
      default ->
          new CaptureException(
              Reason.UNSUPPORTED,
              interfaceName + ": the kernel rejected the packet ring: " + e.getMessage(),
              e);
    };
  }
}
