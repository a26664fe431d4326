package io.rttd.daemon.command;

import picocli.CommandLine.IVersionProvider;

/** What {@code rttd --version} says: the build's version, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"rttd " + ofBuild() + " (java " + Runtime.version() + ")"};
  }

  /** The version that the build wrote into the jar; {@code development} outside of a jar. */
  static String ofBuild() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
