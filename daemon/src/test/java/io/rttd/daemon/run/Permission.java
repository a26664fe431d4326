package io.rttd.daemon.run;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What live tests need of the machine, as JUnit assumptions with a reason. */
public final class Permission {
  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SETPCAP = 8;
  private static final int CAP_SYS_ADMIN = 21;

  private Permission() {}

  /** Skips the test where this process may not capture. */
  public static void assumeMayCapture() {
    assumeTrue(hasCapability(CAP_NET_RAW), "CAP_NET_RAW is missing: live capture is not tested");
  }

  /** Skips the test where a network namespace cannot be made and entered. */
  public static void assumeMayMakeNamespaces() {
    assumeTrue(hasCapability(CAP_SYS_ADMIN), "CAP_SYS_ADMIN is missing: no namespaces");
    for (String tool : new String[] {"/usr/bin/unshare", "/usr/bin/nsenter"}) {
      assumeTrue(Files.isExecutable(Path.of(tool)), tool + " (util-linux) is missing");
    }
  }

  /** Skips the test where capabilities cannot be taken away from a child. */
  public static void assumeMaySetPrivileges() {
    assumeTrue(hasCapability(CAP_SETPCAP), "CAP_SETPCAP is missing: setpriv cannot be used");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv (util-linux) is missing");
  }

  private static boolean hasCapability(int capability) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("CapEff:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(effective -> (effective >>> capability & 1) == 1);
    } catch (IOException e) {
      return false;
    }
  }
}
