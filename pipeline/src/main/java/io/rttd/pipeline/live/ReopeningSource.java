package io.rttd.pipeline.live;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.SegmentFilter;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A live source that never ends: when the inner one ends because its interface was removed, it
 * looks for an interface of that name once a second and reopens it. On request, it also waits at
 * the start. Counts continue. One thread polls and closes; the counts and {@link #replaceFilter}
 * are thread-safe.
 */
final class ReopeningSource implements FilteredSource {
  private static final long FIRST_WAIT_NS = TimeUnit.SECONDS.toNanos(1);

  /** Pause between attempts that fail for a reason other than a missing interface. */
  private static final long LONGEST_WAIT_NS = TimeUnit.SECONDS.toNanos(8);

  private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(15);
  private static final Logger LOGGER = System.getLogger(ReopeningSource.class.getName());

  /** Opens the inner source. */
  @FunctionalInterface
  interface Opener {
    FilteredSource open(PeerFilter filter) throws CaptureException;
  }

  private final String interfaceName;
  private final Opener opener;

  /** Guards the following fields against threads that read counts or replace the filter. */
  private final Object lock = new Object();

  private FilteredSource source;
  private PeerFilter filter;
  private volatile SegmentFilter segments;
  private long dropsBefore;
  private long freezesBefore;
  private long interruptionsBefore;
  private boolean closed;

  private boolean wasOpen;
  private long lostAtNs;
  private long triedAtNs;
  private long waitNs;
  private String complaint = "";

  /** Opens the source for the first time: an interface that is missing now is an error. */
  ReopeningSource(String interfaceName, PeerFilter filter, Opener opener) throws CaptureException {
    this(interfaceName, filter, opener, false);
  }

  /**
   * Opens the source for the first time.
   *
   * @param awaitsInterface whether to wait for an interface that does not exist now
   */
  ReopeningSource(String interfaceName, PeerFilter filter, Opener opener, boolean awaitsInterface)
      throws CaptureException {
    this.interfaceName = interfaceName;
    this.opener = opener;
    this.filter = filter;
    this.segments = filter.segments();
    try {
      source = opener.open(filter);
      wasOpen = true;
    } catch (CaptureException e) {
      if (!awaitsInterface || e.reason() != CaptureException.Reason.NOT_FOUND) {
        throw e;
      }
      startToWait();
      LOGGER.log(Level.WARNING, "{0}: no such interface yet; waiting for it", interfaceName);
    }
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    if (source == null && !reopened()) {
      LockSupport.parkNanos(IDLE_NS);
      return 0;
    }
    int frames = source.poll(handler, limit);
    if (frames != END) {
      return frames;
    }
    lose();
    return 0;
  }

  @Override
  public SegmentFilter segments() {
    return segments;
  }

  @Override
  public boolean hasWaited() {
    return source != null && source.hasWaited();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public boolean isWaiting() {
    synchronized (lock) {
      return source == null && !closed;
    }
  }

  @Override
  public void checkFilter(PeerFilter wanted) throws CaptureException {
    synchronized (lock) {
      if (source != null) {
        source.checkFilter(wanted);
      }
    }
  }

  @Override
  public void replaceFilter(PeerFilter wanted) throws CaptureException {
    synchronized (lock) {
      // Set first, or packets that the kernel now passes would be excluded for a moment.
      segments = wanted.segments();
      try {
        if (source != null) {
          source.replaceFilter(wanted);
        }
        filter = wanted;
      } finally {
        segments = filter.segments();
      }
    }
  }

  @Override
  public long kernelDrops() {
    synchronized (lock) {
      return dropsBefore + (source == null ? 0 : source.kernelDrops());
    }
  }

  @Override
  public long kernelFreezes() {
    synchronized (lock) {
      return freezesBefore + (source == null ? 0 : source.kernelFreezes());
    }
  }

  @Override
  public long interruptions() {
    synchronized (lock) {
      return interruptionsBefore + (source == null ? 0 : source.interruptions());
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        closeSource();
      }
    }
  }

  private void lose() {
    synchronized (lock) {
      closeSource();
    }
    startToWait();
    LOGGER.log(
        Level.WARNING, "{0}: the interface is gone; waiting for it to come back", interfaceName);
  }

  private void startToWait() {
    lostAtNs = System.nanoTime();
    triedAtNs = lostAtNs;
    waitNs = FIRST_WAIT_NS;
    complaint = "";
  }

  private boolean reopened() {
    long now = System.nanoTime();
    if (closed || now - triedAtNs < waitNs) {
      return false;
    }
    triedAtNs = now;
    try {
      synchronized (lock) {
        source = opener.open(filter);
      }
    } catch (CaptureException e) {
      boolean missing = e.reason() == CaptureException.Reason.NOT_FOUND;
      waitNs = missing ? FIRST_WAIT_NS : Math.min(2 * waitNs, LONGEST_WAIT_NS);
      complain(e);
      return false;
    }
    LOGGER.log(
        Level.INFO,
        "{0}: {1}, after {2} s",
        interfaceName,
        wasOpen ? "capturing again" : "the interface has appeared; capturing",
        TimeUnit.NANOSECONDS.toSeconds(now - lostAtNs));
    wasOpen = true;
    return true;
  }

  /** Logs each reason once; a missing interface was already reported. */
  private void complain(CaptureException e) {
    if (e.reason() != CaptureException.Reason.NOT_FOUND && !complaint.equals(e.getMessage())) {
      complaint = e.getMessage();
      LOGGER.log(Level.WARNING, "{0}: cannot capture yet: {1}", interfaceName, complaint);
    }
  }

  private void closeSource() {
    if (source == null) {
      return;
    }
    try {
      source.close();
    } finally {
      dropsBefore += source.kernelDrops();
      freezesBefore += source.kernelFreezes();
      interruptionsBefore += source.interruptions();
      source = null;
    }
  }
}
