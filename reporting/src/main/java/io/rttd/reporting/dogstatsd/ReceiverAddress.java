package io.rttd.reporting.dogstatsd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The address of a receiver known by name: looked up again every half minute, on its own thread, so
 * that rttd follows a receiver that moves, and a resolver that hangs delays nothing.
 *
 * <p>An address is kept as long as the name still has it, and if a lookup fails. A literal address
 * is never looked up and needs no thread. Any thread.
 */
final class ReceiverAddress implements AutoCloseable {
  /** Time between two lookups. */
  static final Duration PERIOD = Duration.ofSeconds(30);

  private static final Logger LOGGER = System.getLogger(ReceiverAddress.class.getName());
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  /** Minimum time between lookups while no address is known, and after {@link #refresh()}. */
  private static final long RETRY_MS = 1_000;

  /** How long the first caller waits for the first answer. */
  private static final long FIRST_PATIENCE_NS = TimeUnit.SECONDS.toNanos(2);

  private final String host;
  private final Lookup lookup;
  private final long periodMs;
  private InetAddress address;
  private boolean answered;
  private boolean wanted;
  private boolean closed;

  /** Looks up the addresses of a host, best first. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  /**
   * Starts looking up the name.
   *
   * @param host name or address
   * @param period time between two lookups
   */
  ReceiverAddress(String host, Lookup lookup, Duration period) {
    this.host = host;
    this.lookup = lookup;
    this.periodMs = period.toMillis();
    if (isLiteral(host)) {
      lookUp();
    } else {
      Thread thread = new Thread(this::run, "rttd-dogstatsd-name");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  /**
   * The current address. Until the first lookup has ended, waits for it, for two seconds at most.
   *
   * @throws UnknownHostException if none is known yet
   */
  synchronized InetAddress get() throws UnknownHostException {
    long deadlineNs = System.nanoTime() + FIRST_PATIENCE_NS;
    long leftMs = msUntil(deadlineNs);
    try {
      while (!answered && !closed && leftMs > 0) {
        wait(leftMs);
        leftMs = msUntil(deadlineNs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Later callers do not wait again.
    answered = true;
    if (address == null) {
      throw new UnknownHostException(host);
    }
    return address;
  }

  /** The current address, or null; does not wait. */
  synchronized InetAddress known() {
    return address;
  }

  /** Requests another lookup soon; returns immediately. */
  synchronized void refresh() {
    wanted = true;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void run() {
    boolean open = true;
    while (open) {
      lookUp();
      open = awaitNext();
    }
  }

  private void lookUp() {
    InetAddress[] found = {};
    try {
      found = lookup.addressesOf(host);
    } catch (UnknownHostException e) {
      LOGGER.log(Level.DEBUG, "cannot look up " + host, e);
    }
    publish(found);
  }

  private synchronized void publish(InetAddress[] found) {
    if (found.length > 0 && !Arrays.asList(found).contains(address)) {
      if (address != null) {
        LOGGER.log(
            Level.INFO,
            "DogStatsD''s host {0} moved from {1} to {2}",
            host,
            address.getHostAddress(),
            found[0].getHostAddress());
      }
      address = found[0];
    }
    answered = true;
    notifyAll();
  }

  /** Whether there is another lookup to make. */
  private synchronized boolean awaitNext() {
    long startNs = System.nanoTime();
    try {
      while (!closed) {
        boolean soon = wanted || address == null;
        long pauseMs = soon ? Math.min(RETRY_MS, periodMs) : periodMs;
        long leftMs = msUntil(startNs + TimeUnit.MILLISECONDS.toNanos(pauseMs));
        if (leftMs <= 0) {
          wanted = false;
          return true;
        }
        wait(leftMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static long msUntil(long deadlineNs) {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime() + 999_999);
  }
}
