package io.rttd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;

class MainTest {
  /** Less than the two seconds after which a host without an answer is asked for again. */
  @Test
  void shouldSoonForgetThatAHostIsUnknown() {
    String before = Security.getProperty("networkaddress.cache.negative.ttl");
    try {
      Security.setProperty("networkaddress.cache.negative.ttl", "10");
      assertThat(CommandRun.rttd("run", "-c", "/missing/rttd.yaml").exitCode()).isNotZero();

      assertThat(Security.getProperty("networkaddress.cache.negative.ttl")).isEqualTo("1");
    } finally {
      Security.setProperty("networkaddress.cache.negative.ttl", before);
    }
  }
}
