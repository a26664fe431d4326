package io.rttd.pipeline;

import io.rttd.model.Segment;

/** A detector of copies, and data segments to show it. */
abstract class CopyDetectorFixture {
  static final long US = 1_000;
  static final long MS = 1_000 * US;
  static final long NOW = 1_700_000_000_000_000_000L;
  static final int HOPS = 64;

  final CopyDetector detector = new CopyDetector();

  static Segment data(int number) {
    return OneWayData.segment(1_000 + number * 100, 100);
  }
}
