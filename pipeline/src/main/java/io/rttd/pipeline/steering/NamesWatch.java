package io.rttd.pipeline.steering;

import io.rttd.config.NetworkNames;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the names of {@code names_file} up to date, on a thread that may block as long as the file
 * system does. Without a file there is no thread. Thread-safe.
 */
public final class NamesWatch implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NamesWatch.class.getName());
  private static final long INTERVAL_MS = 1000;
  private static final long FIRST_READ_PATIENCE_MS = 3000;

  private final Runnable onRejected;
  private Optional<Path> file = Optional.empty();
  private Optional<ScheduledThreadPoolExecutor> thread = Optional.empty();
  private Future<?> polls = CompletableFuture.completedFuture(null);
  private volatile Optional<WatchedNames> watched = Optional.empty();

  /**
   * Creates a watch without a file.
   *
   * @param onRejected called for each faulty version of a file, on the watch's thread
   */
  public NamesWatch(Runnable onRejected) {
    this.onRejected = onRejected;
  }

  /** The latest names. */
  public NetworkNames latest() {
    return watched.map(WatchedNames::names).orElse(NetworkNames.NONE);
  }

  /**
   * Watches another file, or none. Waits up to three seconds until it has been read; does nothing
   * if the file is already being watched.
   */
  public synchronized void follow(Optional<Path> next) {
    if (next.equals(file)) {
      return;
    }
    close();
    file = next;
    watched = next.map(path -> new WatchedNames(path, latest(), onRejected));
    watched.ifPresent(this::start);
  }

  private void start(WatchedNames names) {
    ScheduledThreadPoolExecutor polling = new ScheduledThreadPoolExecutor(1, NamesWatch::thread);
    CountDownLatch firstRead = new CountDownLatch(1);
    polls =
        polling.scheduleWithFixedDelay(
            () -> {
              pollSafely(names);
              firstRead.countDown();
            },
            0,
            INTERVAL_MS,
            TimeUnit.MILLISECONDS);
    thread = Optional.of(polling);
    try {
      if (!firstRead.await(FIRST_READ_PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        LOG.log(
            Level.WARNING, "names_file: still reading it; reporting addresses until it is read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pollSafely(WatchedNames names) {
    try {
      names.poll();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "names_file: cannot be read; please report this", e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread polling = new Thread(task, "rttd-names");
    polling.setDaemon(true);
    return polling;
  }

  /** Stops watching; the latest names stay. */
  @Override
  public synchronized void close() {
    polls.cancel(false);
    thread.ifPresent(ScheduledThreadPoolExecutor::shutdown);
    thread = Optional.empty();
  }
}
