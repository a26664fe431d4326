package io.rttd.probe.junit;

import io.rttd.probe.RttKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An upper bound of a percentile of the round-trip times that {@link RttExtension} measures during
 * a test. On a class it holds for each of its tests, beside the bounds of the test itself.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(RttBounds.class)
public @interface RttBound {
  /** Which percentile, 0 (the least) to 100 (the greatest). */
  double percentile();

  /** What it must not exceed, in milliseconds. */
  double atMostMs();

  /** Of which samples. */
  RttKind of() default RttKind.ALL;

  /** With fewer samples the test fails: a bound that was held against nothing proves nothing. */
  long minSamples() default 1;
}
