package io.rttd.capture.filter;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;

/** A live source, whose filter can be replaced while it runs. */
public interface FilteredSource extends FrameSource {
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
}
