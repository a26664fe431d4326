package io.rttd.reporting.prometheus;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that write scrapes: {@value #THREADS} at a time, {@value #WAITING} more may wait.
 *
 * <p>No client can hold a thread indefinitely. A response takes at most two minutes; while another
 * scrape waits for a thread, the response that has waited longest for its client, for a second or
 * more, is aborted. A client that reads as fast as rttd writes is never affected, no matter how
 * long the response is.
 */
final class ScrapePool implements AutoCloseable {
  static final int THREADS = 4;
  static final int WAITING = 8;

  private static final long IDLE_THREAD_SECONDS = 60;
  private static final long LONGEST_ANSWER_NS = TimeUnit.MINUTES.toNanos(2);
  private static final long SLOW_NS = TimeUnit.SECONDS.toNanos(1);

  private final Set<PatientOutput> running = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor executor;

  ScrapePool() {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "rttd-scrape-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /** Writes a scrape, now or when a thread is free; returns false if too many are waiting. */
  boolean execute(Runnable scrape) {
    try {
      executor.execute(scrape);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Called when a response begins. Any thread. */
  void begin(PatientOutput answer) {
    running.add(answer);
  }

  /** Called when a response ends, complete or not. Any thread. */
  void end(PatientOutput answer) {
    running.remove(answer);
  }

  /** Aborts responses that take too long. Called several times a second, on the server's thread. */
  void onTime(long nowNs) throws IOException {
    for (PatientOutput answer : running) {
      if (nowNs - answer.startNs() > LONGEST_ANSWER_NS) {
        cutOff(answer);
      }
    }
    if (!executor.getQueue().isEmpty()) {
      Optional<PatientOutput> slowest =
          running.stream().max(Comparator.comparingLong(PatientOutput::waitedNs));
      if (slowest.isPresent() && slowest.get().waitedNs() > SLOW_NS) {
        cutOff(slowest.get());
      }
    }
  }

  private void cutOff(PatientOutput answer) throws IOException {
    running.remove(answer);
    answer.cutOff();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
