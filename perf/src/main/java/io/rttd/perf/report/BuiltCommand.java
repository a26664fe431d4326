package io.rttd.perf.report;

import java.nio.file.Path;

/** The rttd command built in this checkout. */
public final class BuiltCommand {
  private static final String DEFAULT = "daemon/target/rttd/bin/rttd";

  private BuiltCommand() {}

  /** Its path, from the system property {@code rttd.command}, which {@code ./dev} sets. */
  public static Path path() {
    return Path.of(System.getProperty("rttd.command", DEFAULT));
  }
}
