package io.rttd.pipeline.steering;

import io.rttd.pipeline.steering.PeerNames.Resolver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Re-resolves one capture's hosts, on a thread that may block as long as the resolver does; callers
 * get the latest answer. Thread-safe.
 */
public final class HostWatch implements AutoCloseable {
  private static final long INTERVAL_MS = TimeUnit.MINUTES.toMillis(5);
  private static final long RETRY_MS = TimeUnit.SECONDS.toMillis(30);
  private static final long FIRST_RETRY_MS = TimeUnit.SECONDS.toMillis(2);
  private static final Logger LOG = System.getLogger(HostWatch.class.getName());

  private final String instance;
  private final ScheduledThreadPoolExecutor thread;
  private final Resolver resolver;
  private final long intervalMs;
  private final long retryMs;
  private volatile PeerNames latest;
  private Future<?> next;

  /**
   * Creates a watch that resolves every 5 minutes, or every 30 seconds while a host has no address.
   */
  public HostWatch(String instance, PeerNames first, Resolver resolver) {
    this(instance, first, resolver, INTERVAL_MS, RETRY_MS);
  }

  /**
   * Creates a watch that resolves for the first time after one interval.
   *
   * @param first the known addresses
   */
  HostWatch(String instance, PeerNames first, Resolver resolver, long intervalMs, long retryMs) {
    this.instance = instance;
    this.resolver = resolver;
    this.intervalMs = intervalMs;
    this.retryMs = retryMs;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread resolving = new Thread(task, "rttd-resolver-" + instance);
              resolving.setDaemon(true);
              return resolving;
            });
    thread.setRemoveOnCancelPolicy(true);
    watch(first);
  }

  /** The latest answer. */
  PeerNames latest() {
    return latest;
  }

  /** Replaces the hosts to resolve. */
  synchronized void watch(PeerNames other) {
    latest = other;
    // The first lookup had a short deadline; its answer may have arrived by now.
    schedule(Math.min(retryMs, FIRST_RETRY_MS));
  }

  private synchronized void schedule(long afterFailureMs) {
    if (next != null) {
      next.cancel(false);
    }
    long delayMs = latest.failed().isEmpty() ? intervalMs : afterFailureMs;
    try {
      next = thread.schedule(this::ask, delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile.
    }
  }

  private void ask() {
    PeerNames known = latest;
    PeerNames found = known;
    try {
      found = known.resolveAgain(resolver);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, instance + ": cannot resolve hosts", e);
    } finally {
      settle(known, found);
    }
  }

  /** If the hosts were replaced meanwhile, the next lookup is scheduled already. */
  private synchronized void settle(PeerNames known, PeerNames found) {
    if (latest == known) {
      latest = found;
      schedule(retryMs);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
