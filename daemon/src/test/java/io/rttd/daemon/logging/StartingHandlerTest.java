package io.rttd.daemon.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartingHandlerTest {
  @TempDir Path folder;

  @Test
  void shouldLogWarningsInRttdsFormatAndNothingLess() throws Exception {
    assertThat(linesOf()).singleElement().asString().endsWith(" WARN  seen");
  }

  @Test
  void shouldLogAMessageThatComesFirstWhileTheProcessShutsDown() throws Exception {
    assertThat(linesOf("late")).singleElement().asString().endsWith(" WARN  seen");
  }

  private List<String> linesOf(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StartingProcess.class.getName());
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readAllLines(err);
  }
}
