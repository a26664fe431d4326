package io.rttd.probe.junit;

import io.rttd.probe.Direction;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An upper bound of the segments sent again that {@link RttExtension} counts during a test. On a
 * class it holds for each of its tests, besides the bounds of the test itself.
 *
 * <p>Set {@link #atMost} or {@link #atMostRatio}, or both.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(RetransmitBounds.class)
public @interface RetransmitBound {
  /** {@link #atMost} of a bound that has only a ratio. */
  long NO_COUNT = -1;

  /** {@link #atMostRatio} of a bound that has only a count. */
  double NO_RATIO = -1;

  /** How many segments may be sent again, 0 or more. */
  long atMost() default NO_COUNT;

  /** How many may be, of those sent for the first time: 0 to 1; 0.001 is 0.1 %. */
  double atMostRatio() default NO_RATIO;

  /** Of which data; another than {@link Direction#BOTH} needs the probe's port. */
  Direction direction() default Direction.BOTH;

  /** With fewer segments the test fails; at least 1. */
  long minSegments() default 1;
}
