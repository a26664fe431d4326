package io.rttd.packaging;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A copy of {@code bin/rttd} on a machine whose Java prints how it is started. */
abstract class LauncherFixture {
  @TempDir Path folder;
  FakeMachine machine;
  Path launcher;

  @BeforeEach
  void layOut() throws IOException {
    machine = new FakeMachine(folder);
    launcher = folder.resolve("opt/an rttd/bin/rttd");
    Files.createDirectories(launcher.getParent());
    Files.copy(SourceTree.ROOT.resolve("daemon/src/main/launcher/rttd"), launcher);
  }

  Outcome runWithJava(String version, Path program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder process = machine.process(program, arguments);
    process.environment().put("JAVA_HOME", machine.jdk(version).toString());
    return machine.run(process);
  }
}
