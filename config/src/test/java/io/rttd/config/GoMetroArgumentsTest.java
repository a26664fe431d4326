package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoMetroArgumentsTest {
  @Test
  void shouldTranslateEachFlagWithItsValueAfterAnEqualsSign() {
    assertThat(translate("-cfg=/etc/m.yaml", "-log=/var/log/m.log", "-f=tcp port 80", "-st=false"))
        .containsExactly(
            "run",
            "--go-metro",
            "--log",
            "/var/log/m.log",
            "--filter",
            "tcp port 80",
            "--config",
            "/etc/m.yaml");
  }

  @Test
  void shouldTakeValuesFromTheNextArgumentButNeverForSt() {
    assertThat(translate("-st", "--cfg", "m.yaml", "-f", "tcp"))
        .containsExactly("run", "--go-metro", "--filter", "tcp", "--config", "m.yaml");
  }

  @Test
  void shouldFallBackToGoMetrosOwnDefaultFile() {
    assertThat(translate("-log=x.log"))
        .containsSubsequence("--config", "/etc/dd-agent/checks.d/go-metro.yaml");
  }

  @Test
  void shouldPassOnWhatGoMetroWouldNotUnderstandForTheParserToComplainOf() {
    assertThat(translate("-cfg=m.yaml", "-x")).contains("-x");
    assertThat(translate("-cfg")).endsWith("--config");
  }

  @Test
  void shouldLeaveRttdsOwnCommandLinesAlone() {
    assertThat(GoMetroArguments.translate(List.of("run", "-c", "x"))).isEmpty();
    assertThat(GoMetroArguments.translate(List.of("--version"))).isEmpty();
    assertThat(GoMetroArguments.translate(List.of())).isEmpty();
  }

  private static List<String> translate(String... arguments) {
    return GoMetroArguments.translate(List.of(arguments)).orElseThrow();
  }
}
