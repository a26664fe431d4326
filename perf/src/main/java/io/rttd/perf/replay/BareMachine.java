package io.rttd.perf.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures how late threads are that only wait for the clock: a lower bound for any pipeline on
 * this machine.
 */
final class BareMachine {
  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

  private BareMachine() {}

  /**
   * Runs threads that only read the clock.
   *
   * @param perSecond deadlines per second and thread
   * @return how late the deadlines were noticed, ns, over all threads
   */
  static Histogram delays(int threads, long perSecond, long seconds) {
    Callable<Histogram> watching = () -> watch(perSecond, seconds);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Histogram>> watchers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        watchers.add(executor.submit(watching));
      }
      Histogram all = new Histogram(MOST_NS, 3);
      for (Future<Histogram> watcher : watchers) {
        all.add(watcher.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private static Histogram watch(long perSecond, long seconds) {
    Histogram late = new Histogram(MOST_NS, 3);
    long betweenNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long startNs = System.nanoTime();
    long lastNs = TimeUnit.SECONDS.toNanos(seconds);
    long dueNs = 0;
    while (dueNs < lastNs) {
      long nowNs = System.nanoTime() - startNs;
      while (dueNs <= nowNs) {
        late.recordValue(Math.min(nowNs - dueNs, MOST_NS));
        dueNs += betweenNs;
      }
    }
    return late;
  }
}
