package io.rttd.probe.junit;

import io.rttd.probe.Direction;
import io.rttd.probe.Distribution;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttReading;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/** The bounds of one test: those of its class and its own. */
final class Bounds {
  private static final double HIGHEST_PERCENTILE = 100;

  private final List<RttBound> rtt = new ArrayList<>();
  private final List<ResponseBound> response = new ArrayList<>();
  private final List<RetransmitBound> retransmit = new ArrayList<>();

  private Bounds() {}

  /**
   * Reads the annotations.
   *
   * @param elements the test's class and method
   * @throws ExtensionConfigurationException if one has an illegal value; it names the attribute
   */
  static Bounds of(Collection<? extends AnnotatedElement> elements) {
    Bounds bounds = new Bounds();
    for (AnnotatedElement element : elements) {
      bounds.rtt.addAll(AnnotationSupport.findRepeatableAnnotations(element, RttBound.class));
      bounds.response.addAll(
          AnnotationSupport.findRepeatableAnnotations(element, ResponseBound.class));
      bounds.retransmit.addAll(
          AnnotationSupport.findRepeatableAnnotations(element, RetransmitBound.class));
    }
    bounds.check();
    return bounds;
  }

  private void check() {
    for (RttBound bound : rtt) {
      checkTime(bound, bound.percentile(), bound.atMostMs());
      checkCount(bound, "minSamples", bound.minSamples());
    }
    for (ResponseBound bound : response) {
      checkTime(bound, bound.percentile(), bound.atMostMs());
      checkCount(bound, "minResponses", bound.minResponses());
    }
    retransmit.forEach(Bounds::check);
  }

  private static void checkTime(Annotation bound, double percentile, double atMostMs) {
    boolean legal = percentile >= 0 && percentile <= HIGHEST_PERCENTILE;
    require(legal, bound, "percentile", percentile, "0 to 100");
    require(atMostMs > 0, bound, "atMostMs", atMostMs, "more than 0");
  }

  private static void checkCount(Annotation bound, String attribute, long count) {
    require(count >= 1, bound, attribute, count, "at least 1");
  }

  private static void check(RetransmitBound bound) {
    boolean hasCount = bound.atMost() != RetransmitBound.NO_COUNT;
    boolean hasRatio = bound.atMostRatio() != RetransmitBound.NO_RATIO;
    boolean legalRatio = bound.atMostRatio() >= 0 && bound.atMostRatio() <= 1;
    if (!hasCount && !hasRatio) {
      throw new ExtensionConfigurationException(
          "@RetransmitBound: set atMost, atMostRatio or both");
    }
    require(!hasCount || bound.atMost() >= 0, bound, "atMost", bound.atMost(), "0 or more");
    require(!hasRatio || legalRatio, bound, "atMostRatio", bound.atMostRatio(), "0 to 1");
    checkCount(bound, "minSegments", bound.minSegments());
  }

  /** Whether one of them is about the data of one direction. */
  boolean haveDirection() {
    return rtt.stream().anyMatch(bound -> bound.direction() != Direction.BOTH)
        || retransmit.stream().anyMatch(bound -> bound.direction() != Direction.BOTH);
  }

  /** One sentence per bound that a reading does not keep. */
  List<String> broken(RttReading reading) {
    List<String> broken = new ArrayList<>();
    for (RttBound bound : rtt) {
      Distribution times = reading.rtt(bound.of(), bound.direction());
      broken(
              name(bound),
              "samples",
              times,
              bound.percentile(),
              bound.atMostMs(),
              bound.minSamples())
          .ifPresent(broken::add);
    }
    for (ResponseBound bound : response) {
      broken(
              "p" + text(bound.percentile()) + " of response",
              "responses",
              reading.response(),
              bound.percentile(),
              bound.atMostMs(),
              bound.minResponses())
          .ifPresent(broken::add);
    }
    for (RetransmitBound bound : retransmit) {
      broken(bound, reading).ifPresent(broken::add);
    }
    return broken;
  }

  private static Optional<String> broken(
      String name, String noun, Distribution times, double percentile, double atMostMs, long min) {
    if (times.count() < min) {
      return Optional.of(tooFew(name, times.count(), noun, min));
    }
    double measuredMs = times.percentile(percentile).toNanos() / 1e6;
    return measuredMs <= atMostMs
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %.3f ms, at most %s ms expected",
                name,
                measuredMs,
                text(atMostMs)));
  }

  private static Optional<String> broken(RetransmitBound bound, RttReading reading) {
    long segments = reading.segments(bound.direction());
    long again = reading.retransmits(bound.direction());
    double ratio = reading.retransmitRatio(bound.direction());
    String name = "retransmits" + inBrackets(direction(bound.direction()));
    if (segments < bound.minSegments()) {
      return Optional.of(tooFew(name, segments, "segments", bound.minSegments()));
    }
    String measured =
        String.format(
            Locale.ROOT, "%s: %d of %d segments (%.3f %%)", name, again, segments, 100 * ratio);
    if (bound.atMost() != RetransmitBound.NO_COUNT && again > bound.atMost()) {
      return Optional.of(measured + ", at most " + bound.atMost() + " expected");
    }
    if (bound.atMostRatio() != RetransmitBound.NO_RATIO && ratio > bound.atMostRatio()) {
      return Optional.of(measured + ", at most " + text(100 * bound.atMostRatio()) + " % expected");
    }
    return Optional.empty();
  }

  private static String tooFew(String name, long count, String noun, long min) {
    return name + ": " + count + " " + noun + ", at least " + min + " expected";
  }

  private static void require(
      boolean legal, Annotation bound, String attribute, Number value, String legalValues) {
    if (!legal) {
      throw new ExtensionConfigurationException(
          String.format(
              "@%s(%s = %s): expected %s",
              bound.annotationType().getSimpleName(), attribute, value, legalValues));
    }
  }

  private static String name(RttBound bound) {
    List<String> which = new ArrayList<>();
    if (bound.of() != RttKind.ALL) {
      which.add(bound.of().name().toLowerCase(Locale.ROOT));
    }
    which.addAll(direction(bound.direction()));
    return "p" + text(bound.percentile()) + " of rtt" + inBrackets(which);
  }

  private static List<String> direction(Direction direction) {
    return direction == Direction.BOTH
        ? List.of()
        : List.of(direction.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String inBrackets(List<String> which) {
    return which.isEmpty() ? "" : " (" + String.join(", ", which) + ")";
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
