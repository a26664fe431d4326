package io.rttd.daemon.command;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String KNOWN = "networkaddress.cache.ttl";
  private static final String UNKNOWN = "networkaddress.cache.negative.ttl";

  private final String unknownBefore = Security.getProperty(UNKNOWN);

  @BeforeEach
  void rememberForLong() {
    Security.setProperty(KNOWN, "30");
    Security.setProperty(UNKNOWN, "10");
  }

  @AfterEach
  void restore() {
    Security.setProperty(UNKNOWN, unknownBefore);
  }

  /**
   * An unknown host is asked for again after two seconds, and watched names are looked up every 30.
   */
  @Test
  void shouldSoonForgetTheAddressesOfHosts(@TempDir Path folder) {
    assertThat(rttd("run", "-c", folder.resolve("missing.yaml")).exitCode()).isNotZero();

    assertThat(Security.getProperty(KNOWN)).isEqualTo("5");
    assertThat(Security.getProperty(UNKNOWN)).isEqualTo("1");
  }
}
