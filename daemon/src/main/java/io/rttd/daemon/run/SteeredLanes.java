package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import java.util.List;
import java.util.Optional;

/**
 * The sources of a capture's lanes, steered as one: a filter goes to all of them, their drops add
 * up. Each lane polls and closes its own.
 */
final class SteeredLanes implements FilteredSource {
  private final List<FilteredSource> sources;

  private SteeredLanes(List<FilteredSource> sources) {
    this.sources = sources;
  }

  /** The sources as one, if all of them take filters. */
  static Optional<SteeredLanes> of(List<FrameSource> sources) {
    return sources.stream().allMatch(FilteredSource.class::isInstance)
        ? Optional.of(new SteeredLanes(sources.stream().map(FilteredSource.class::cast).toList()))
        : Optional.empty();
  }

  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    for (FilteredSource source : sources) {
      source.replaceFilter(filter);
    }
  }

  @Override
  public long kernelDrops() {
    return sources.stream().mapToLong(FilteredSource::kernelDrops).sum();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    throw new UnsupportedOperationException("each lane polls its own source");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("each lane closes its own source");
  }
}
