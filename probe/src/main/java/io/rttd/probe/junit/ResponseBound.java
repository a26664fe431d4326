package io.rttd.probe.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An upper bound of a percentile of the response times that {@link RttExtension} measures during a
 * test: from the last segment of a request to the first of the answer, at the capture point. On a
 * class it holds for each of its tests, besides the bounds of the test itself.
 *
 * <p>Pipelined requests and those of HTTP/2 that overlap have no response time.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(ResponseBounds.class)
public @interface ResponseBound {
  /** Which percentile, 0 (the shortest) to 100 (the longest). */
  double percentile();

  /** What it must not exceed, in milliseconds; above 0. */
  double atMostMs();

  /** With fewer responses the test fails; at least 1. */
  long minResponses() default 1;
}
