package io.rttd.capture.live;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Tests that share one wire between two namespaces, made before the first and gone after the last.
 */
abstract class OnLiveWire {
  static LiveWire wire;

  @BeforeAll
  static void makeWire() throws Exception {
    wire = LiveWire.create();
  }

  @AfterAll
  static void removeWire() {
    if (wire != null) {
      wire.close();
      wire = null;
    }
  }
}
