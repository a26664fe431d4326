package io.rttd.engine.flow;

import io.rttd.engine.rtt.HalfFlow;

/** Called when a flow is removed, so that its resources elsewhere can be released. */
@FunctionalInterface
public interface FlowRemovalHandler {
  /**
   * Called for each end of a flow that is about to be dropped.
   *
   * @param flow its number, still in the table
   * @param first whether it is the flow's first end
   * @param half valid only during the call
   */
  void onRemoval(int flow, boolean first, HalfFlow half);
}
