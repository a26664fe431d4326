package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;

/** The filter of a running live capture, and what the kernel drops behind it. Any thread. */
public interface KernelFilter {
  /**
   * Compiles a filter as {@link #replaceFilter} would, and leaves all as it is. The kernel may
   * still refuse what was compiled. Any thread, while another polls.
   *
   * @throws CaptureException BAD_FILTER or UNSUPPORTED, as {@link #replaceFilter} would
   */
  void checkFilter(PeerFilter filter) throws CaptureException;

  /**
   * Replaces the filter that the kernel applies, all at once: each packet is judged by the old or
   * by the new one, none is lost and none comes twice. What the old filter let through and is not
   * read yet still comes.
   *
   * <p>Any thread, while another polls. Without effect on a closed source.
   *
   * @param filter which segments from now on
   * @throws CaptureException BAD_FILTER or UNSUPPORTED; the old filter then stays in force
   */
  void replaceFilter(PeerFilter filter) throws CaptureException;

  /** Frames that the kernel dropped since the capture was opened. */
  long kernelDrops();
}
