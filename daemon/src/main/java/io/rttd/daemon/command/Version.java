package io.rttd.daemon.command;

import io.rttd.daemon.run.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code rttd --version} says: the build's version, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"rttd " + BuildVersion.text() + " (java " + Runtime.version() + ")"};
  }
}
