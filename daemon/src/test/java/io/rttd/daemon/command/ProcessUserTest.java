package io.rttd.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessUserTest {
  private static final String NOTHING = "0000000000000000";
  private static final String NET_RAW = "0000000000002000";
  private static final String ALL = "000001ffffffffff";

  @Test
  void shouldAcceptTheNamedUserWithNoMorePrivilegeThanCapturing() throws IOException {
    assertThat(process(65534, NOTHING).refusalFor("nobody")).isEmpty();
    assertThat(process(65534, NET_RAW).refusalFor("nobody")).isEmpty();
    assertThat(process(65534, NET_RAW).refusalFor("65534")).isEmpty();
  }

  @Test
  void shouldRefuseRootUnderAnyName() throws IOException {
    for (String root : List.of("root", "0", "00")) {
      assertThat(process(0, ALL).refusalFor(root)).get().asString().contains("that is root");
      assertThat(process(0, NOTHING).refusalFor(root)).get().asString().contains("that is root");
    }
  }

  @Test
  void shouldRefuseAProcessThatKeptItsPrivileges() throws IOException {
    assertThat(process(0, ALL).refusalFor("nobody")).get().asString().contains("rttd runs as 0");
    assertThat(process(65534, ALL).refusalFor("nobody"))
        .get()
        .asString()
        .contains("capabilities besides CAP_NET_RAW (1ffffffdfff)");
  }

  private static ProcessUser process(int uid, String permitted) {
    return new ProcessUser(
        Optional.of(
            List.of(
                "Name:\tjava",
                "Uid:\t%1$d\t%1$d\t%1$d\t%1$d".formatted(uid),
                "CapInh:\t0000000000000000",
                "CapPrm:\t" + permitted)));
  }
}
