package io.rttd.daemon.run;

/** The version of this build. */
public final class BuildVersion {
  private BuildVersion() {}

  /** The version that the build wrote into the jar; {@code development} outside of a jar. */
  public static String text() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
