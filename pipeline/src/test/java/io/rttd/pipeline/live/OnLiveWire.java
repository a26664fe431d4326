package io.rttd.pipeline.live;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Tests that share one wire between two namespaces, made before the first and gone after the last.
 */
public abstract class OnLiveWire {
  public static LiveWire wire;

  @BeforeAll
  public static void makeWire() throws Exception {
    wire = LiveWire.create();
  }

  @AfterAll
  public static void removeWire() {
    if (wire != null) {
      wire.close();
      wire = null;
    }
  }
}
