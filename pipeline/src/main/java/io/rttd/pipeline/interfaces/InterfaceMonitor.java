package io.rttd.pipeline.interfaces;

import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.natives.Netlink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * Keeps the {@link InterfaceDirectory} up to date: reads it again when the kernel reports that
 * links, addresses or routes have changed, or every 10 seconds if the kernel cannot report that. It
 * works in the network namespace of the thread that polls.
 *
 * <p>One thread polls and closes; {@link #directory} is thread-safe.
 */
public final class InterfaceMonitor implements AutoCloseable {
  private static final Logger LOG = System.getLogger(InterfaceMonitor.class.getName());
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  /**
   * Limits how often a routing table that keeps changing is read: the pause after a read is this
   * many times as long, at most {@link #LONGEST_REST_NS}.
   */
  private static final int LEAST_REST = 3;

  private static final long LONGEST_REST_NS = TimeUnit.SECONDS.toNanos(2);

  private Netlink changes;
  private volatile InterfaceDirectory directory;
  private boolean stale;
  private long readNs;
  private long tookNs;

  private InterfaceMonitor(Netlink changes) {
    this.changes = changes;
    read(System.nanoTime());
  }

  /** Reads the directory and tracks changes from then on. */
  public static InterfaceMonitor open() {
    Netlink changes = null;
    try {
      changes = Netlink.openRouteChanges();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the kernel reports no interface changes; polling for them", e);
    }
    return new InterfaceMonitor(changes);
  }

  /** Reads the current directory once. */
  public static InterfaceDirectory readOnce() {
    try {
      return DirectoryReader.read();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "no rtnetlink: altnames and routes are unknown", e);
      return withoutNetlink();
    }
  }

  /** The latest directory. Any thread. */
  public InterfaceDirectory directory() {
    return directory;
  }

  /** Reads the directory again if it may have changed. */
  public void poll(long nowNs) {
    stale |= changes == null ? nowNs - readNs >= INTERVAL_NS : changes.hasChanged();
    if (stale && nowNs - readNs >= Math.min(LEAST_REST * tookNs, LONGEST_REST_NS)) {
      read(nowNs);
    }
  }

  private void read(long nowNs) {
    long startNs = System.nanoTime();
    stale = false;
    InterfaceDirectory now = readOnce();
    if (!now.equals(directory)) {
      directory = now;
    }
    tookNs = System.nanoTime() - startNs;
    readNs = nowNs;
  }

  /** Without netlink (outside Linux, in some sandboxes): what libpcap and Java list. */
  private static InterfaceDirectory withoutNetlink() {
    List<NetworkLink> links =
        CaptureInterfaces.devices().stream()
            .map(
                each ->
                    new NetworkLink(
                        each.index(),
                        each.name(),
                        List.of(),
                        "",
                        0,
                        each.up(),
                        each.loopback(),
                        each.addresses()))
            .toList();
    return new InterfaceDirectory(links, Set.of());
  }

  @Override
  public void close() {
    CloseHelper.quietClose(changes);
    changes = null;
  }
}
