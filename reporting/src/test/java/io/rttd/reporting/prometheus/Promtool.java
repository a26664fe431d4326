package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prometheus's own checker of rules, if it is installed. */
final class Promtool {
  private Promtool() {}

  /** Skips the test where promtool is missing; fails it if promtool finds a fault. */
  static void check(Path folder, String rules, String rulesTest) throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(program -> Files.isExecutable(Path.of(program, "promtool"))),
        "promtool is missing (Debian: prometheus)");
    run(folder, "check", "rules", rules);
    run(folder, "test", "rules", rulesTest);
  }

  private static void run(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
