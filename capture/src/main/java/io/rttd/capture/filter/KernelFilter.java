package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;

/** The filter of a running live capture, and the kernel's count of drops. Any thread. */
public interface KernelFilter {
  /**
   * Compiles a filter as {@link #replaceFilter} would, without applying it. The kernel may still
   * reject the result. Any thread, while another polls.
   *
   * @throws CaptureException BAD_FILTER or UNSUPPORTED, as {@link #replaceFilter} would
   */
  void checkFilter(PeerFilter filter) throws CaptureException;

  /**
   * Replaces the filter that the kernel applies, atomically: either the old or the new filter
   * decides about each packet; none is lost or duplicated. Unread packets that passed the old
   * filter are still delivered.
   *
   * <p>Any thread, while another polls. Without effect on a closed source.
   *
   * @param filter selects segments from now on
   * @throws CaptureException BAD_FILTER or UNSUPPORTED; then the old filter still applies
   */
  void replaceFilter(PeerFilter filter) throws CaptureException;

  /** Frames that the kernel dropped since the capture was opened. */
  long kernelDrops();
}
