package io.rttd.reporting;

import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.IntervalAssembly.Interval;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Turns the shards' snapshots into reports and hands them to the sinks.
 *
 * <p>Shards put their snapshots into an inbox and continue. The reporter's thread collects the
 * snapshots of one interval, merges them, passes the report to each sink in turn, and returns the
 * snapshots to their shards, even if a sink failed. If a sink throws an exception or error, this is
 * logged and the sink loses only that report; only errors of the JVM itself end the reporter.
 *
 * <p>Run by an agent runner; or, where all runs on one thread, by calling {@link #drain()} often
 * enough that no more than {@value #INBOX_CAPACITY} snapshots of an instance wait, and {@link
 * #onClose()} at the end.
 */
public final class Reporter implements Agent {
  /** Maximum number of waiting snapshots of one instance. */
  public static final int INBOX_CAPACITY = 4096;

  private static final int MAX_PENDING_INTERVALS = 1024;

  private final EpochNanoClock clock;
  private final StormLog log;
  private final List<Instance> instances = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
  private final AtomicLong refusedByRemoved = new AtomicLong();
  private final AtomicLong failedDeliveries = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private List<MetricSink> sinks;
  private volatile Runnable alarm = () -> {};
  private boolean closed;

  /**
   * Creates a reporter without instances.
   *
   * @param sinks where reports go, in this order; closed with the reporter
   * @param clock used to compute how late a report is; the clock of the snapshots' times
   */
  public Reporter(List<MetricSink> sinks, EpochNanoClock clock) {
    this.sinks = List.copyOf(sinks);
    this.clock = clock;
    // An analysis has a reporter, but no need for logging, which is slow to start.
    this.log = new StormLog(() -> System.getLogger(Reporter.class.getName()), System::nanoTime);
  }

  /** Adds a capture that reports plain addresses, and names all its pairs. */
  public InstanceReports addInstance(
      String iface, List<String> tags, Supplier<CaptureReading> totals) {
    return addInstance(iface, tags, totals, PeerNaming.ADDRESSES, 0);
  }

  /**
   * Adds a capture and its engine. Any thread, before the engine starts.
   *
   * @param iface interface, or the capture file's name
   * @param tags the instance's own tags, {@code key:value}
   * @param totals the capture's totals since the start; read on the reporter's thread at each
   *     report, which covers the increase since the previous one
   * @param naming names of addresses
   * @param maxPairs maximum number of pairs reported by name; 0: all
   * @return receives the snapshots of that engine, on its shards' threads
   */
  public InstanceReports addInstance(
      String iface,
      List<String> tags,
      Supplier<CaptureReading> totals,
      PeerNaming naming,
      int maxPairs) {
    synchronized (instances) {
      Instance instance =
          new Instance(freeName(iface), totals, new SnapshotMerger(iface, tags, naming, maxPairs));
      instances.add(instance);
      return instance;
    }
  }

  /** The interface's name, with the lowest unused number if it is captured more than once. */
  private String freeName(String iface) {
    Set<String> taken = instances.stream().map(Instance::source).collect(Collectors.toSet());
    String name = iface;
    for (int number = 2; taken.contains(name); number++) {
      name = iface + "#" + number;
    }
    return name;
  }

  /**
   * Removes a capture that {@link #isDone(InstanceReports) is done}, or never started. Any thread.
   */
  public void removeInstance(InstanceReports removed) {
    instances.removeIf(
        instance -> {
          if (instance == removed) {
            refusedByRemoved.addAndGet(instance.inbox.refused());
          }
          return instance == removed;
        });
  }

  /**
   * Replaces the sinks from the next report on. Closes previous sinks that are not in the list, on
   * the reporter's thread. Any thread.
   */
  public void replaceSinks(List<MetricSink> next) {
    List<MetricSink> copy = List.copyOf(next);
    changes.add(
        () -> {
          List<MetricSink> before = sinks;
          sinks = copy;
          before.stream().filter(sink -> !copy.contains(sink)).forEach(this::close);
        });
    alarm.run();
  }

  /**
   * Sets the callback that ends a pause of the thread that runs this reporter.
   *
   * @param alarm called for each snapshot, on the thread that hands it over, and when the sinks are
   *     replaced
   */
  public void wakeBy(Runnable alarm) {
    this.alarm = alarm;
  }

  @Override
  public String roleName() {
    return "rttd-reporter";
  }

  @Override
  public int doWork() {
    int work = 0;
    for (Runnable change = changes.poll(); change != null; change = changes.poll()) {
      change.run();
      work++;
    }
    for (Instance instance : instances) {
      work += instance.doWork();
    }
    return work;
  }

  /** Handles everything that has arrived. Reporter's thread only. */
  public void drain() {
    int work;
    do {
      work = doWork();
    } while (work > 0);
  }

  /**
   * Whether the last snapshots of every instance were reported, so the reporter can be closed
   * without losing any. Any thread.
   */
  public boolean isDone() {
    return instances.stream().allMatch(instance -> instance.inbox.isFinished());
  }

  /** As {@link #isDone()}, of one capture. Any thread. */
  public boolean isDone(InstanceReports capture) {
    return instances.stream()
        .filter(instance -> instance == capture)
        .allMatch(instance -> instance.inbox.isFinished());
  }

  /**
   * Returns the number of unread snapshots of all instances. A source that can wait, such as a
   * capture file, should not add more while there are many. Any thread.
   */
  public int waitingSnapshots() {
    return instances.stream().mapToInt(instance -> instance.inbox.waiting()).sum();
  }

  /** Snapshots lost because {@link #INBOX_CAPACITY} of their instance were waiting. */
  public long refusedSnapshots() {
    return refusedByRemoved.get()
        + instances.stream().mapToLong(instance -> instance.inbox.refused()).sum();
  }

  /** Number of times that a sink failed, or a report could not be created. Thread-safe. */
  public long failedDeliveries() {
    return failedDeliveries.get();
  }

  /**
   * A number that grows with each snapshot read and each report that a sink has handled: working
   * off a backlog counts as progress. Thread-safe.
   */
  public long progress() {
    return steps.get();
  }

  /** Reports everything that has arrived, including incomplete intervals, and closes the sinks. */
  @Override
  public void onClose() {
    if (closed) {
      return;
    }
    closed = true;
    drain();
    instances.forEach(Instance::flush);
    sinks.forEach(this::close);
  }

  private void close(MetricSink sink) {
    try {
      sink.close();
    } catch (Throwable e) {
      rethrowIfFatal(e);
      log.warn("Cannot close " + sink.getClass().getName(), e);
    }
  }

  /** Out of memory, or a broken JVM: continuing would produce wrong results or none. */
  private static void rethrowIfFatal(Throwable error) {
    if (error instanceof VirtualMachineError fatal && !(error instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  private void deliver(Report report) {
    for (MetricSink sink : sinks) {
      try {
        sink.onReport(report);
      } catch (Throwable e) {
        rethrowIfFatal(e);
        failedDeliveries.incrementAndGet();
        log.warn(sink.getClass().getName() + " failed to report on " + report.source(), e);
      }
      steps.lazySet(steps.get() + 1);
    }
  }

  /** One capture: its inbox, and its incomplete intervals. */
  private final class Instance implements InstanceReports {
    private final String source;
    private final Supplier<CaptureReading> totals;
    private SnapshotMerger merger;
    private final InstanceInbox inbox = new InstanceInbox(INBOX_CAPACITY);
    private final IntervalAssembly assembly = new IntervalAssembly(MAX_PENDING_INTERVALS);
    private CaptureReading reported = CaptureReading.NONE;
    private long refusedSaid;

    private Instance(String source, Supplier<CaptureReading> totals, SnapshotMerger merger) {
      this.source = source;
      this.totals = totals;
      this.merger = merger;
    }

    @Override
    public String source() {
      return source;
    }

    @Override
    public void onSnapshot(ShardSnapshot snapshot) {
      inbox.onSnapshot(snapshot);
      alarm.run();
    }

    @Override
    public void describe(List<String> tags, PeerNaming naming) {
      changes.add(() -> merger = merger.describedBy(tags, naming));
    }

    private int doWork() {
      int work = 0;
      for (ShardSnapshot next = inbox.poll(); next != null; next = inbox.poll()) {
        assembly.add(next).forEach(this::report);
        steps.lazySet(steps.get() + 1);
        work++;
      }
      sayRefused();
      return work;
    }

    private void flush() {
      assembly.flush().forEach(this::report);
    }

    private void report(Interval interval) {
      List<ShardSnapshot> snapshots = interval.snapshots();
      try {
        if (!interval.isWhole()) {
          log.warn(
              source + ": some shards did not report an interval; its report lacks their samples");
        }
        long lagNs = Math.max(0, clock.nanoTime() - snapshots.get(0).endNs());
        deliver(merger.merge(snapshots, lagNs, captured()).from(source));
      } catch (Throwable e) {
        rethrowIfFatal(e);
        failedDeliveries.incrementAndGet();
        log.warn("Cannot merge a report on " + source, e);
      } finally {
        snapshots.forEach(inbox::release);
      }
    }

    private CaptureReading captured() {
      try {
        CaptureReading now = totals.get();
        CaptureReading captured = now.minus(reported);
        reported = now;
        return captured;
      } catch (RuntimeException e) {
        log.warn("Cannot read the counters of " + source, e);
        return CaptureReading.NONE;
      }
    }

    private void sayRefused() {
      long refused = inbox.refused();
      if (refused > refusedSaid) {
        log.warn(
            source
                + ": shard reports were lost because the sinks are too slow for report_interval");
        refusedSaid = refused;
      }
    }
  }
}
