package io.rttd.engine.flow;

import io.rttd.engine.rtt.HalfFlow;

/** Hears that a flow goes, so that what it holds elsewhere can be given back. */
@FunctionalInterface
public interface FlowRemovalHandler {
  /** One end of a flow that is about to be dropped: called for both, valid during the call only. */
  void onRemoval(HalfFlow half);
}
