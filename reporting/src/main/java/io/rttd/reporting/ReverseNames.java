package io.rttd.reporting;

import io.rttd.model.Address;
import io.rttd.model.PeerNaming;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Names of addresses by reverse lookup, if known: callers never wait. A new address is looked up in
 * the background, and has its name from the next report on; so a peer is first reported under its
 * address, and then under its name. A name is kept until another is found: names must not come and
 * go when a resolver fails.
 *
 * <p>Known names and pending lookups are limited; beyond the limits, addresses are reported.
 * Thread-safe.
 */
final class ReverseNames implements AutoCloseable {
  private static final int MOST_KNOWN = 65_536;
  private static final int MOST_WAITING = 1024;
  private static final int THREADS = 2;
  private static final long THREAD_IDLE_S = 10;
  private static final long NAME_VALID_NS = TimeUnit.HOURS.toNanos(1);
  private static final long NONE_VALID_NS = TimeUnit.MINUTES.toNanos(10);

  /** Names that may become tags: the owner of the address controls them. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251})");

  private final Lookup lookup;
  private final Executor threads;
  private final LongSupplier nanoClock;
  private final int mostKnown;
  private final Map<Address, Entry> known = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Entry {
    private String name;
    private boolean asking;
    private long dueNs;
  }

  /** Returns the name of an address, like reverse DNS. It may block. */
  @FunctionalInterface
  interface Lookup {
    Optional<String> nameOf(InetAddress address);
  }

  /** Uses the system's resolver, which checks that a name resolves to its address. */
  ReverseNames() {
    this(ReverseNames::ask, pool(), System::nanoTime, MOST_KNOWN);
  }

  ReverseNames(Lookup lookup, Executor threads, LongSupplier nanoClock, int mostKnown) {
    this.lookup = lookup;
    this.threads = threads;
    this.nanoClock = nanoClock;
    this.mostKnown = mostKnown;
  }

  /** Uses the names of another naming, and reverse names for addresses without one. */
  PeerNaming after(PeerNaming configured) {
    return address -> {
      String name = configured.name(address);
      return name.equals(address.toString()) ? nameOf(address).orElse(name) : name;
    };
  }

  private synchronized Optional<String> nameOf(Address address) {
    Entry entry = known.computeIfAbsent(address, unused -> new Entry());
    long nowNs = nanoClock.getAsLong();
    boolean due = entry.dueNs == 0 || nowNs - entry.dueNs >= 0;
    if (due && !entry.asking) {
      entry.asking = start(address, entry);
    }
    Optional<String> name = Optional.ofNullable(entry.name);
    if (known.size() > mostKnown) {
      known.remove(known.keySet().iterator().next());
    }
    return name;
  }

  private boolean start(Address address, Entry entry) {
    try {
      threads.execute(() -> learn(entry, lookup.nameOf(address.toInetAddress())));
      return true;
    } catch (RejectedExecutionException e) {
      return false; // Too many are waiting: the next report tries again.
    }
  }

  private synchronized void learn(Entry entry, Optional<String> found) {
    Optional<String> usable = found.filter(name -> NAME.matcher(name).matches());
    entry.name = usable.orElse(entry.name);
    entry.dueNs = nanoClock.getAsLong() + (usable.isPresent() ? NAME_VALID_NS : NONE_VALID_NS);
    entry.asking = false;
  }

  private static Optional<String> ask(InetAddress address) {
    String name = address.getCanonicalHostName();
    return name.equals(address.getHostAddress()) ? Optional.empty() : Optional.of(name);
  }

  private static ThreadPoolExecutor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            THREAD_IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread asking = new Thread(task, "rttd-reverse-lookup");
              asking.setDaemon(true);
              return asking;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void close() {
    if (threads instanceof ThreadPoolExecutor pool) {
      pool.shutdownNow();
    }
  }
}
