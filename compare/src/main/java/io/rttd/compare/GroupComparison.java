package io.rttd.compare;

import io.rttd.compare.Difference.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair, a service or a whole capture, before and after.
 *
 * @param name of the group
 * @param connectionsBefore number of connections with samples or data, before
 * @param connectionsAfter the same, after
 * @param differences of the measures of which either capture has a sample
 */
public record GroupComparison(
    String name, int connectionsBefore, int connectionsAfter, List<Difference> differences) {

  private static final double LEAST_EFFECTIVE = 5;
  private static final double LEAST_BLOCKS = 2;

  /** Copies the list. */
  public GroupComparison {
    differences = List.copyOf(differences);
  }

  static GroupComparison of(
      String name,
      List<ConnectionFigures> before,
      List<ConnectionFigures> after,
      Bootstrap bootstrap,
      long negligibleNs) {
    List<Difference> differences = new ArrayList<>();
    for (Measure.Kind kind : Measure.Kind.values()) {
      differences.addAll(
          kind == Measure.Kind.RETRANSMITS
              ? retransmits(name, before, after, bootstrap)
              : percentiles(name, kind, before, after, bootstrap, negligibleNs));
    }
    return new GroupComparison(name, before.size(), after.size(), differences);
  }

  /** Whether anything could be tested. */
  boolean isTested() {
    return differences.stream().anyMatch(each -> each.evidence() == Evidence.ENOUGH);
  }

  boolean hasSignificant() {
    return differences.stream().anyMatch(Difference::isSignificant);
  }

  private static List<Difference> percentiles(
      String name,
      Measure.Kind kind,
      List<ConnectionFigures> before,
      List<ConnectionFigures> after,
      Bootstrap bootstrap,
      long negligibleNs) {
    Measure[] measures = Measure.of(kind);
    Percentiles first = percentiles(measures, before);
    Percentiles second = percentiles(measures, after);
    if (first.size() + second.size() == 0) {
      return List.of();
    }
    Evidence evidence =
        evidence(
            first.connections(), first.effectiveSize(),
            second.connections(), second.effectiveSize());
    Interval[] intervals =
        evidence == Evidence.ENOUGH
            ? bootstrap.compare(first, second, margins(first, second, negligibleNs), name + kind)
            : Bootstrap.figuresOnly(first, second, measures.length);
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < measures.length; i++) {
      Interval interval = intervals[i];
      Evidence own = evidence;
      if (evidence == Evidence.ENOUGH) {
        int beyond = Math.min(first.connectionsBeyond(i), second.connectionsBeyond(i));
        own = beyond < Comparison.LEAST_CONNECTIONS ? Evidence.THIN_TAIL : evidence;
        if (own == Evidence.ENOUGH && isTooSmall(first, second, i)) {
          own = Evidence.UNEVEN;
        }
        interval = interval.withResolution(first.resolutionNs(i) + second.resolutionNs(i));
      }
      differences.add(new Difference(measures[i], own, interval, false));
    }
    return differences;
  }

  /** Differences that no capture can tell, or that are negligible. */
  private static double[] margins(Percentiles before, Percentiles after, long negligibleNs) {
    double[] figures = before.figures();
    double[] margins = new double[figures.length];
    for (int i = 0; i < figures.length; i++) {
      margins[i] =
          Math.max(
              before.resolutionNs(i) + after.resolutionNs(i),
              Math.max((double) negligibleNs, Comparison.NEGLIGIBLE_SHARE * figures[i]));
    }
    return margins;
  }

  private static Percentiles percentiles(Measure[] measures, List<ConnectionFigures> figures) {
    Measure.Kind kind = measures[0].kind();
    double[] shares = new double[measures.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = measures[i].share();
    }
    return new Percentiles(
        figures.stream().map(kind::samples).filter(samples -> samples.size() > 0).toList(), shares);
  }

  private static List<Difference> retransmits(
      String name,
      List<ConnectionFigures> before,
      List<ConnectionFigures> after,
      Bootstrap bootstrap) {
    RetransmitRatio first =
        new RetransmitRatio(before.stream().filter(each -> each.segments() > 0).toList());
    RetransmitRatio second =
        new RetransmitRatio(after.stream().filter(each -> each.segments() > 0).toList());
    if (first.size() + second.size() == 0) {
      return List.of();
    }
    Evidence evidence =
        evidence(
            first.connections(), first.effectiveSize(),
            second.connections(), second.effectiveSize());
    int lossy = Math.max(first.connectionsWithRetransmits(), second.connectionsWithRetransmits());
    if (evidence == Evidence.ENOUGH && lossy < Comparison.LEAST_CONNECTIONS) {
      evidence = lossy == 0 ? Evidence.NONE_SEEN : Evidence.THIN_TAIL;
    }
    if (evidence == Evidence.ENOUGH && isTooSmall(first, second, 0)) {
      evidence = Evidence.UNEVEN;
    }
    Interval interval =
        evidence == Evidence.ENOUGH
            ? bootstrap.compare(first, second, new double[1], name + Measure.RETRANSMITS)[0]
            : Bootstrap.figuresOnly(first, second, 1)[0];
    return List.of(new Difference(Measure.RETRANSMITS, evidence, interval, false));
  }

  /** Whether what is drawn amounts to fewer than two equally large blocks: nothing varies then. */
  private static boolean isTooSmall(Resampled first, Resampled second, int figure) {
    return Math.min(first.effectiveSize(figure), second.effectiveSize(figure)) < LEAST_BLOCKS;
  }

  private static Evidence evidence(int n, double nEffective, int m, double mEffective) {
    if (Math.min(n, m) == 0) {
      return Evidence.ABSENT;
    }
    if (Math.min(n, m) < Comparison.LEAST_CONNECTIONS) {
      return Evidence.FEW_CONNECTIONS;
    }
    return Math.min(nEffective, mEffective) < LEAST_EFFECTIVE ? Evidence.UNEVEN : Evidence.ENOUGH;
  }
}
