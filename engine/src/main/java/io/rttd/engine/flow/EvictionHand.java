package io.rttd.engine.flow;

/**
 * Chooses the flow that a new one replaces when the table is full.
 *
 * <p>A clock hand sweeps the table and evicts the first half-open or finished flow within {@value
 * #LOOK_AHEAD} steps; if there is none, the idlest of {@value #CANDIDATES} flows spread over the
 * table. That is close to the idlest of all, at a fixed cost, and preserves established flows in a
 * flood of new ones.
 */
final class EvictionHand {
  private static final int LOOK_AHEAD = 1024;
  private static final int CANDIDATES = 32;
  private static final int CANDIDATE_STRIDE = 611_953;

  private final FlowAges ages;
  private int hand;

  EvictionHand(FlowAges ages) {
    this.ages = ages;
  }

  /**
   * The flow to evict from a table without free records.
   *
   * @param end number of flows
   * @param open how many of them are established
   */
  int victim(int end, int open) {
    if (open < end) {
      for (int i = 0; i < Math.min(LOOK_AHEAD, end); i++) {
        advance(end);
        if (ages.state(hand) != FlowAges.OPEN) {
          return hand;
        }
      }
    } else {
      advance(end);
    }
    int idlest = hand;
    for (int i = 1; i < CANDIDATES; i++) {
      int flow = (int) ((hand + (long) i * CANDIDATE_STRIDE) % end);
      if (ages.isIdler(flow, idlest)) {
        idlest = flow;
      }
    }
    return idlest;
  }

  private void advance(int end) {
    hand = hand + 1 < end ? hand + 1 : 0;
  }
}
