package io.rttd.capture.filter;

import io.rttd.capture.FrameSource;

/** A live source, whose filter can be replaced while it runs. */
public interface FilteredSource extends FrameSource, KernelFilter {
  @Override
  default long kernelDrops() {
    return FrameSource.super.kernelDrops();
  }
}
