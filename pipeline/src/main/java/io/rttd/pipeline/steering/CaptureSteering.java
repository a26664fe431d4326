package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.filter.FlowShare;
import io.rttd.capture.filter.KernelFilter;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.InstanceConfig;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.sampling.OverloadGovernor;
import io.rttd.pipeline.sampling.SamplingMeter;
import io.rttd.pipeline.sampling.SamplingSchedule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Decides, while a live capture runs, what its filter passes: the current addresses of its hosts, a
 * share of the flows if the kernel drops packets, nothing while a sampling schedule pauses. It also
 * updates whose data is timed when the host's local addresses change.
 *
 * <p>{@link #onTime} belongs to the steering thread; the rest is thread-safe.
 */
public final class CaptureSteering {
  private static final Logger LOG = System.getLogger(CaptureSteering.class.getName());
  private static final long PAUSE_MS = 1000;
  private static final long SAMPLING_PAUSE_MS = 250;

  /** Once a second; slightly less than the pause, so that no call comes just too early. */
  private static final long READING_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(900);

  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(30);

  private final String name;
  private final KernelFilter source;
  private final SteeredCapture capture;
  private final HostWatch hosts;
  private final Supplier<HostAddresses> localEnds;
  private final OverloadGovernor governor;
  private final SamplingSchedule schedule;
  private final SamplingMeter meter;
  private final int seed;

  private final InstanceConfig opened;
  private InstanceConfig config;

  /** The filter in the kernel. */
  private PeerFilter applied;

  /** The filter that the kernel rejected last, which is not retried without a reason; or null. */
  private PeerFilter refused;

  private PeerNames named;

  /** The filter of configuration and names, without sampling. */
  private PeerFilter asked;

  private HostAddresses local;
  private TimedDirections timedEnds;
  private long readingDueNs;

  /** The capture operations that steering needs. */
  public interface SteeredCapture {
    /** As {@link io.rttd.pipeline.CaptureAgent#announceGap}, with the wall clock's time. */
    void announceGap();

    /** As {@link io.rttd.pipeline.CaptureAgent#replaceTimedEnds}. */
    void replaceTimedEnds(TimedDirections timedEnds);

    /** Changes the names of addresses from the next report on. */
    void rename(PeerNames names);
  }

  /** Steers a capture from now on, with the default patience. */
  public static CaptureSteering of(
      KernelFilter source,
      SteeredCapture capture,
      InstanceConfig config,
      HostAddresses local,
      Supplier<HostAddresses> localEnds,
      HostWatch hosts) {
    return new CaptureSteering(
        source,
        capture,
        config,
        local,
        localEnds,
        hosts,
        new OverloadGovernor(PATIENCE_NS, QUIET_NS),
        System.nanoTime(),
        ThreadLocalRandom.current().nextInt());
  }

  /**
   * Steers a capture that was opened with {@link CaptureSource#filterOf}.
   *
   * @param local the host's local addresses at that time
   * @param localEnds returns the current ones
   * @param nowNs the time, by the clock of {@link #onTime}
   * @param seed determines which flows are measured when not all can be
   */
  CaptureSteering(
      KernelFilter source,
      SteeredCapture capture,
      InstanceConfig config,
      HostAddresses local,
      Supplier<HostAddresses> localEnds,
      HostWatch hosts,
      OverloadGovernor governor,
      long nowNs,
      int seed) {
    this.name = CaptureSource.nameOf(config);
    this.source = source;
    this.capture = capture;
    this.opened = config;
    this.config = config;
    this.localEnds = localEnds;
    this.hosts = hosts;
    this.local = local;
    timedEnds = CaptureSource.timedEnds(config, local);
    this.governor = governor;
    this.seed = seed;
    schedule =
        config
            .sampling()
            .map(
                sampling ->
                    SamplingSchedule.alternating(
                        nowNs, sampling.measure().toNanos(), sampling.rest().toNanos()))
            .orElse(SamplingSchedule.always());
    named = hosts.latest();
    asked = CaptureSource.filterOf(config, named, local);
    applied = asked;
    meter = new SamplingMeter(nowNs, applied.share().fraction());
    readingDueNs = nowNs;
  }

  /** Maximum time between two calls of {@link #onTime}, in ms. Any thread. */
  public long pauseMs() {
    return opened.sampling().isPresent() ? SAMPLING_PAUSE_MS : PAUSE_MS;
  }

  /** Checks everything that may have changed, and applies changes. */
  public synchronized void onTime(long nowNs) {
    if (nowNs - readingDueNs >= 0) {
      readingDueNs = nowNs + READING_INTERVAL_NS;
      readDrops(nowNs);
    }
    HostAddresses latestLocal = localEnds.get();
    if (!latestLocal.equals(local)) {
      followLocalEnds(nowNs, latestLocal);
    }
    PeerNames latest = hosts.latest();
    if (latest != named) {
      ask(config, latest);
      capture.rename(latest);
    }
    apply(nowNs, wanted(nowNs));
  }

  /**
   * Applies another configuration's peers, ports and filter. All other settings stay as they were
   * when the capture was opened: mode and local networks decide which ACKs the kernel drops, and
   * lanes and copy detection depend on tunnels.
   *
   * @return an action that restores the previous configuration
   * @throws CaptureException BAD_FILTER or UNSUPPORTED; then nothing has changed
   */
  public synchronized Runnable reconfigure(InstanceConfig next, PeerNames names, long nowNs)
      throws CaptureException {
    InstanceConfig configBefore = config;
    PeerNames namedBefore = named;
    boolean taken = false;
    try {
      ask(next.withFixedKeysOf(opened), names);
      replace(nowNs, wanted(nowNs));
      taken = true;
    } finally {
      if (!taken) {
        ask(configBefore, namedBefore);
      }
    }
    hosts.watch(names);
    return () -> goBack(configBefore, namedBefore);
  }

  private synchronized void goBack(InstanceConfig configBefore, PeerNames namedBefore) {
    ask(configBefore, namedBefore);
    hosts.watch(namedBefore);
    long nowNs = System.nanoTime();
    apply(nowNs, wanted(nowNs));
  }

  /** The hosts, with the addresses known so far. */
  public PeerNames names() {
    return hosts.latest();
  }

  /** The measured share, 0 to 1, averaged since the last call. */
  public double samplingRate(long nowNs) {
    return meter.read(nowNs);
  }

  private void readDrops(long nowNs) {
    int before = governor.share();
    long drops = source.kernelDrops();
    int share = governor.onReading(nowNs, drops);
    if (share < before) {
      LOG.log(
          Level.WARNING,
          () ->
              name
                  + ": the kernel keeps dropping packets ("
                  + drops
                  + " so far); measuring "
                  + percent(share)
                  + " of the flows from now on, each completely. List the peers of interest"
                  + " in ips or hosts, or give rttd more CPU time");
    } else if (share > before) {
      LOG.log(
          Level.INFO,
          () ->
              name
                  + ": the kernel has stopped dropping packets; measuring "
                  + percent(share)
                  + " of the flows");
    }
  }

  private static String percent(int share) {
    return String.format(Locale.ROOT, "%.3g %%", 100.0 * share / OverloadGovernor.ALL);
  }

  /** The filter must admit a newly local end before its data is timed. */
  private void followLocalEnds(long nowNs, HostAddresses latest) {
    local = latest;
    ask(config, named);
    if (asked.ownAcks()) {
      apply(nowNs, wanted(nowNs));
    }
    TimedDirections now = CaptureSource.timedEnds(opened, latest);
    if (!now.equals(timedEnds)) {
      timedEnds = now;
      capture.replaceTimedEnds(now);
      LOG.log(Level.DEBUG, () -> name + ": the set of local addresses changed");
    }
  }

  private void ask(InstanceConfig ofConfig, PeerNames ofNames) {
    config = ofConfig;
    named = ofNames;
    asked = CaptureSource.filterOf(ofConfig, ofNames, local);
  }

  private PeerFilter wanted(long nowNs) {
    if (asked.share().isNone() || !schedule.isOpen(nowNs)) {
      return asked.withShare(FlowShare.NONE);
    }
    return governor.share() == OverloadGovernor.ALL
        ? asked
        : asked.withShare(new FlowShare(governor.share(), seed));
  }

  private void apply(long nowNs, PeerFilter wanted) {
    if (wanted.equals(refused)) {
      return; // It would be rejected again each time.
    }
    try {
      replace(nowNs, wanted);
    } catch (CaptureException e) {
      LOG.log(Level.ERROR, () -> name + ": keeping the old filter: " + e.getMessage());
      refused = wanted;
    }
  }

  private void replace(long nowNs, PeerFilter wanted) throws CaptureException {
    if (wanted.equals(applied)) {
      return;
    }
    // A gap costs verdicts, so it is not announced for an unchanged filter. It comes first: a flow
    // that becomes visible again has an unseen acknowledgement in flight.
    source.checkFilter(wanted);
    if (!isPartOf(wanted, applied)) {
      capture.announceGap();
    }
    source.replaceFilter(wanted);
    meter.change(nowNs, wanted.share().fraction());
    LOG.log(
        wanted.withShare(FlowShare.ALL).equals(applied.withShare(FlowShare.ALL))
            ? Level.DEBUG
            : Level.INFO,
        () -> name + ": the filter is now: " + wanted);
    applied = wanted;
    refused = null;
  }

  private static boolean isPartOf(PeerFilter next, PeerFilter before) {
    PeerFilter comparable = next.ownAcks() ? before : before.withoutOwnAcks();
    return next.withShare(before.share()).equals(comparable)
        && next.share().threshold() <= before.share().threshold();
  }
}
