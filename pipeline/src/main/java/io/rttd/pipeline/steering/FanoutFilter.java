package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.KernelFilter;
import io.rttd.capture.filter.PeerFilter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * The sources of a capture's lanes, steered as one: a filter applies to all of them, and their
 * drops are summed.
 */
public final class FanoutFilter implements KernelFilter {
  private static final Logger LOG = System.getLogger(FanoutFilter.class.getName());

  private final List<? extends KernelFilter> sources;
  private PeerFilter applied;

  private FanoutFilter(List<? extends KernelFilter> sources, PeerFilter applied) {
    this.sources = sources;
    this.applied = applied;
  }

  /**
   * Combines the sources, if all of them accept filters.
   *
   * @param applied the filter they were opened with
   */
  public static Optional<FanoutFilter> of(List<FrameSource> sources, PeerFilter applied) {
    return sources.stream().allMatch(FilteredSource.class::isInstance)
        ? Optional.of(
            new FanoutFilter(sources.stream().map(FilteredSource.class::cast).toList(), applied))
        : Optional.empty();
  }

  @Override
  public void checkFilter(PeerFilter filter) throws CaptureException {
    for (KernelFilter source : sources) {
      source.checkFilter(filter);
    }
  }

  /** Replaces the filter of all sources, or of none. One thread at a time. */
  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    int taken = 0;
    try {
      for (KernelFilter source : sources) {
        source.replaceFilter(filter);
        taken++;
      }
      applied = filter;
    } finally {
      if (taken < sources.size()) {
        sources.subList(0, taken).forEach(this::restore);
      }
    }
  }

  private void restore(KernelFilter source) {
    try {
      source.replaceFilter(applied);
    } catch (CaptureException | RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, "a capture thread keeps a filter that the others rejected", e);
    }
  }

  @Override
  public long kernelDrops() {
    return sources.stream().mapToLong(KernelFilter::kernelDrops).sum();
  }
}
