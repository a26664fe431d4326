package io.rttd.probe.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the capture of a test that fails, and its page (see {@link io.rttd.probe.CapturePage}): the
 * failure names both files. On a class it holds for each of its tests, unless a test has its own.
 *
 * <p>The probe writes the capture while the test runs; if the test passes, the file is deleted. It
 * holds what passed the probe's filter, up to the size limit: headers, no payload. What passes
 * before the test method, after it, or in other network namespaces is not in it.
 *
 * <p>The configuration parameter {@value RttExtension#CAPTURE_FOLDER} keeps the captures of all
 * tests that fail.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface KeepCapture {
  /**
   * Where to, relative to the working directory. If it is empty, it is that of the configuration
   * parameter {@value RttExtension#CAPTURE_FOLDER}, or else {@code target/rttd}; in a Gradle
   * project {@code build/rttd}.
   */
  String folder() default "";

  /**
   * Size limit of the capture, in millions of bytes. If it is 0, it is that of the configuration
   * parameter {@value RttExtension#CAPTURE_MAX_MEGABYTES}, or else 64: about 700,000 packets.
   */
  int maxMegabytes() default 0;
}
