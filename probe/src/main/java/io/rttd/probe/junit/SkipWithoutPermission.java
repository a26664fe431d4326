package io.rttd.probe.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Skips a test whose {@link RttExtension} may not capture, instead of failing it, and says which
 * command grants the permission. The configuration parameter {@value
 * RttExtension#SKIP_WITHOUT_PERMISSION} does the same for all tests.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface SkipWithoutPermission {}
