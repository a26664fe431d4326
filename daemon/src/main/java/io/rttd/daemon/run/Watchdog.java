package io.rttd.daemon.run;

import io.rttd.daemon.notify.ServiceNotifier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the daemon's threads each second or more often, and feeds the service manager's watchdog
 * only while capture, shards and reporter all make progress: a daemon that is half dead is
 * restarted instead of being believed.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Watchdog.class.getName());
  private static final Duration SLOWEST_TURN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Shards hear of the time each half second; to be silent for less is no standstill. */
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

  /** Starts to look at a daemon that has been launched. */
  public static Watchdog start(RttDaemon daemon, ServiceNotifier notifier) {
    Watchdog watch = new Watchdog(daemon, notifier);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** The threads that stand still, by name. Any thread. */
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

  /** Stops looking. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
