package io.rttd.probe.junit;

import io.rttd.probe.Direction;
import io.rttd.probe.RttKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An upper bound of a percentile of the round-trip times that {@link RttExtension} measures during
 * a test. On a class it holds for each of its tests, besides the bounds of the test itself.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(RttBounds.class)
public @interface RttBound {
  /** Which percentile, 0 (the shortest) to 100 (the longest). */
  double percentile();

  /** What it must not exceed, in milliseconds; above 0. */
  double atMostMs();

  /** Of which samples. */
  RttKind of() default RttKind.ALL;

  /** Of which data; another than {@link Direction#BOTH} needs the probe's port. */
  Direction direction() default Direction.BOTH;

  /** With fewer samples the test fails; at least 1. */
  long minSamples() default 1;
}
