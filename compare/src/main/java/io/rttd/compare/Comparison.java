package io.rttd.compare;

import io.rttd.compare.Difference.Evidence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Two captures, group by group.
 *
 * <p>Every test counts: differences are claimed by Holm's rule, which keeps the probability of any
 * false claim among all tests of a comparison at {@value #FALSE_CLAIMS} or less. Where too few
 * connections support a figure, it is neither tested nor claimed.
 *
 * @param before the first capture
 * @param after the second
 * @param grouping what is compared with what
 * @param chosen whether the grouping was chosen because it suits the captures
 * @param groups in both captures: those with claims first, then those with most connections
 * @param onlyBefore names of groups that the second capture does not have
 * @param onlyAfter names of groups that the first does not have
 * @param tests number of differences that were tested
 * @param seed of the random numbers
 * @param negligible differences in times up to this are never claimed
 */
public record Comparison(
    CaptureFigures before,
    CaptureFigures after,
    Grouping grouping,
    boolean chosen,
    List<GroupComparison> groups,
    List<String> onlyBefore,
    List<String> onlyAfter,
    int tests,
    long seed,
    Duration negligible) {

  /** Fewer connections than these prove nothing. */
  public static final int LEAST_CONNECTIONS = 10;

  /** Resamples per comparison. */
  public static final int RESAMPLES = 2000;

  /**
   * Default for the difference in times that is negligible: two runs of an unchanged setup differ
   * by as much, because of scheduling, caches and clock rates.
   */
  public static final Duration NEGLIGIBLE = Duration.ofNanos(50_000);

  /** A difference up to this share of the time before is negligible, too. */
  static final double NEGLIGIBLE_SHARE = 0.01;

  /** Probability of a false claim. */
  static final double FALSE_CLAIMS = 0.05;

  /** Copies the lists. */
  public Comparison {
    groups = List.copyOf(groups);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
  }

  /**
   * Compares two captures. The same input and seed always give the same result.
   *
   * @param wanted the grouping; empty chooses the finest that suits both captures
   * @param negligible differences in times up to this are never claimed, such as {@link
   *     #NEGLIGIBLE}
   */
  public static Comparison of(
      CaptureFigures before,
      CaptureFigures after,
      Optional<Grouping> wanted,
      long seed,
      Duration negligible) {
    Grouping grouping =
        wanted.orElseGet(() -> Grouping.finest(before.connections(), after.connections()));
    Map<String, List<ConnectionFigures>> first = grouped(before, grouping);
    Map<String, List<ConnectionFigures>> second = grouped(after, grouping);
    Bootstrap bootstrap = new Bootstrap(RESAMPLES, seed);
    List<GroupComparison> groups = new ArrayList<>();
    first.forEach(
        (name, figures) -> {
          if (second.containsKey(name)) {
            groups.add(
                GroupComparison.of(
                    name, figures, second.get(name), bootstrap, negligible.toNanos()));
          }
        });
    int tests = (int) groups.stream().mapToLong(each -> tested(each).size()).sum();
    List<GroupComparison> judged = judge(groups, tests);
    judged.sort(
        Comparator.comparing(GroupComparison::hasSignificant)
            .thenComparing(each -> Math.min(each.connectionsBefore(), each.connectionsAfter()))
            .reversed()
            .thenComparing(GroupComparison::name));
    return new Comparison(
        before,
        after,
        grouping,
        wanted.isEmpty(),
        judged,
        first.keySet().stream().filter(name -> !second.containsKey(name)).toList(),
        second.keySet().stream().filter(name -> !first.containsKey(name)).toList(),
        tests,
        seed,
        negligible);
  }

  /** Number of differences that are claimed. */
  public long claims() {
    return groups.stream()
        .flatMap(group -> group.differences().stream())
        .filter(Difference::isSignificant)
        .count();
  }

  /** Judges a criterion by all groups. */
  public Outcome judge(Criterion criterion) {
    List<String> exceeded = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    int compared = 0;
    for (GroupComparison group : groups) {
      for (Difference difference : group.differences()) {
        if (difference.measure() != criterion.measure()
            || difference.evidence() == Evidence.ABSENT) {
          continue;
        }
        compared++;
        if (criterion.isBeyond(difference)) {
          if (difference.isSignificant()) {
            exceeded.add(group.name());
          } else if (difference.evidence() != Evidence.ENOUGH) {
            undecided.add(group.name());
          }
        }
      }
    }
    return new Outcome(criterion, exceeded, undecided, compared);
  }

  /**
   * What became of a criterion.
   *
   * @param exceeded groups with a significant rise beyond the limit
   * @param undecided groups with a rise beyond the limit, and too few connections to claim it
   * @param compared number of groups that both captures have samples of
   */
  public record Outcome(
      Criterion criterion, List<String> exceeded, List<String> undecided, int compared) {
    /** Copies the lists. */
    public Outcome {
      exceeded = List.copyOf(exceeded);
      undecided = List.copyOf(undecided);
    }

    /** Whether the limit is exceeded. */
    public boolean isExceeded() {
      return !exceeded.isEmpty();
    }

    /** Whether the captures do not suffice to tell. */
    public boolean isUndecided() {
      return exceeded.isEmpty() && (compared == 0 || !undecided.isEmpty());
    }
  }

  private static Map<String, List<ConnectionFigures>> grouped(
      CaptureFigures capture, Grouping grouping) {
    return capture.connections().stream()
        .collect(Collectors.groupingBy(grouping::nameOf, TreeMap::new, Collectors.toList()));
  }

  private static List<Difference> tested(GroupComparison group) {
    return group.differences().stream().filter(each -> each.evidence() == Evidence.ENOUGH).toList();
  }

  /** Holm's rule: the k-th smallest p of m must not exceed the level divided by m - k + 1. */
  private static List<GroupComparison> judge(List<GroupComparison> groups, int tests) {
    double[] sorted =
        groups.stream()
            .flatMap(group -> tested(group).stream())
            .mapToDouble(each -> each.interval().p())
            .sorted()
            .toArray();
    int claims = 0;
    while (claims < tests && sorted[claims] <= FALSE_CLAIMS / (tests - claims)) {
      claims++;
    }
    double most = claims == 0 ? -1 : sorted[claims - 1];
    List<GroupComparison> judged = new ArrayList<>();
    for (GroupComparison group : groups) {
      judged.add(
          new GroupComparison(
              group.name(),
              group.connectionsBefore(),
              group.connectionsAfter(),
              group.differences().stream()
                  .map(
                      each ->
                          each.claimed(
                              each.evidence() == Evidence.ENOUGH && each.interval().p() <= most))
                  .toList()));
    }
    return judged;
  }
}
