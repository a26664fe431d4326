package io.rttd.daemon.run;

import io.rttd.daemon.notify.ServiceNotifier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks the daemon's threads at least every two seconds, and notifies the service manager's
 * watchdog only while capture, shards and reporter all make progress, so that a partly stalled
 * daemon is restarted.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Watchdog.class.getName());
  private static final Duration SLOWEST_TURN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Shards get a tick every half second; a shorter silence is not a stall. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);

  private final RttDaemon daemon;
  private final ServiceNotifier notifier;
  private final Liveness liveness;
  private final Duration turn;
  private final Thread thread = new Thread(this::run, "rttd-watch");
  private volatile List<String> standingStill = List.of();
  private volatile boolean closed;

  private Watchdog(RttDaemon daemon, ServiceNotifier notifier) {
    this.daemon = daemon;
    this.notifier = notifier;
    Duration half = notifier.watchdog().map(d -> d.dividedBy(2)).orElse(PATIENCE);
    Duration patience = half.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : half;
    turn = half.dividedBy(2).compareTo(SLOWEST_TURN) < 0 ? half.dividedBy(2) : SLOWEST_TURN;
    liveness = new Liveness((patience.compareTo(PATIENCE) < 0 ? patience : PATIENCE).toNanos());
  }

  /** Starts watching a launched daemon. */
  public static Watchdog start(RttDaemon daemon, ServiceNotifier notifier) {
    Watchdog watch = new Watchdog(daemon, notifier);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** The stalled threads, by name. Thread-safe. */
  public List<String> standingStill() {
    return standingStill;
  }

  private void run() {
    while (!closed) {
      look();
      LockSupport.parkNanos(turn.toNanos());
    }
  }

  private void look() {
    List<String> still = liveness.standingStill(daemon.progress(), System.nanoTime());
    if (!still.equals(standingStill)) {
      standingStill = still;
      if (still.isEmpty()) {
        LOG.log(Level.WARNING, "all threads make progress again");
      } else {
        LOG.log(
            Level.ERROR,
            "no progress in "
                + String.join(", ", still)
                + "; current measurements may be lost; the service manager's watchdog is not being"
                + " notified");
      }
    }
    if (still.isEmpty() && notifier.watchdog().isPresent()) {
      notifier.alive();
    }
  }

  /** Stops watching. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
