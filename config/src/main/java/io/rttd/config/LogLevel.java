package io.rttd.config;

/** How much rttd says of itself; the names are those of go-metro's configuration. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  CRITICAL
}
