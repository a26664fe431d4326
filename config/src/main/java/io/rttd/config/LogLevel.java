package io.rttd.config;

/** Log levels, with the names of go-metro's configuration. */
public enum LogLevel {
  TRACE,
  DEBUG,
  INFO,
  WARN,
  ERROR,
  CRITICAL
}
