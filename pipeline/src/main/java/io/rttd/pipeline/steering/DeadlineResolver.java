package io.rttd.pipeline.steering;

import io.rttd.pipeline.steering.PeerNames.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves several hosts concurrently, on its own threads, through another resolver, with one
 * deadline for all. A host without an answer by then counts as unresolvable for now. One thread.
 */
final class DeadlineResolver implements Resolver, AutoCloseable {
  /** Longer than a healthy resolver needs, and short enough for startup. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int MOST_THREADS = 16;

  private final ExecutorService threads;
  private final Map<String, Future<InetAddress[]>> answers = new HashMap<>();
  private final Duration patience;
  private final long deadlineNs;

  /** Starts looking up these hosts. */
  DeadlineResolver(Resolver resolver, List<String> hosts, Duration patience) {
    this.patience = patience;
    deadlineNs = System.nanoTime() + patience.toNanos();
    threads =
        Executors.newFixedThreadPool(
            MOST_THREADS,
            task -> {
              Thread asking = new Thread(task, "rttd-resolver");
              asking.setDaemon(true);
              return asking;
            });
    for (String host : hosts) {
      answers.computeIfAbsent(host, h -> threads.submit(() -> resolver.addressesOf(h)));
    }
  }

  /** Waits for the answer for one of the hosts, until the deadline. */
  @Override
  public InetAddress[] addressesOf(String host) throws UnknownHostException {
    try {
      long leftNs = Math.max(0, deadlineNs - System.nanoTime());
      return answers.get(host).get(leftNs, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unknown(host, "no answer from DNS within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown(host, "interrupted", e);
    } catch (ExecutionException e) {
      throw unknown(host, String.valueOf(e.getCause().getMessage()), e);
    }
  }

  private static UnknownHostException unknown(String host, String why, Exception cause) {
    String words = why.equals(host) || why.startsWith(host + ":") ? why : host + ": " + why;
    UnknownHostException unknown = new UnknownHostException(words);
    unknown.initCause(cause);
    return unknown;
  }

  /** Does not wait; pending lookups finish in the background. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
