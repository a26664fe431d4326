package io.rttd.reporting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the pairs that are reported by name if there are too many: the busiest.
 *
 * <p>A pair's score is its number of samples plus half its score of the previous interval. A pair
 * that already has a name counts double, so names do not change because of a few more samples: each
 * new name is a new time series, which costs money. A silent pair loses its name once its score has
 * decayed or another pair needs the slot. Holds at most as many pairs as may have names. Not
 * thread-safe.
 */
final class NamedPairs<K> {
  private static final double DECAY = 0.5;
  private static final double INCUMBENTS_WEIGHT = 2;
  private static final double FORGOTTEN = 0.01;

  private final int max;
  private Map<K, Double> scores = new HashMap<>();

  private record Candidate<K>(K pair, double score, double rank) {}

  /**
   * Creates a selection without named pairs.
   *
   * @param max maximum number of named pairs; 0: all
   */
  NamedPairs(int max) {
    this.max = max;
  }

  /**
   * Chooses the named pairs of one interval.
   *
   * @param samples of each pair of the interval
   * @return the named pairs, of this or earlier intervals; at most {@code max}
   */
  Set<K> choose(Map<K, Long> samples) {
    if (max == 0) {
      return samples.keySet();
    }
    List<Candidate<K>> candidates = new ArrayList<>(samples.size() + scores.size());
    samples.forEach(
        (pair, count) -> {
          Double before = scores.get(pair);
          double score = count + DECAY * (before == null ? 0 : before);
          double rank = before == null ? score : INCUMBENTS_WEIGHT * score;
          candidates.add(new Candidate<>(pair, score, rank));
        });
    scores.forEach(
        (pair, before) -> {
          double score = DECAY * before;
          if (!samples.containsKey(pair) && score >= FORGOTTEN) {
            candidates.add(new Candidate<>(pair, score, INCUMBENTS_WEIGHT * score));
          }
        });
    if (candidates.size() > max) {
      candidates.sort(Comparator.<Candidate<K>>comparingDouble(Candidate::rank).reversed());
    }
    scores = new HashMap<>();
    for (Candidate<K> candidate : candidates.subList(0, Math.min(max, candidates.size()))) {
      scores.put(candidate.pair(), candidate.score());
    }
    return new HashSet<>(scores.keySet());
  }
}
