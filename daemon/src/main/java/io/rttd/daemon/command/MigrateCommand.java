package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.GoMetroMigration;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rttd migrate}: converts a go-metro file. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Convert a go-metro file to rttd's configuration and list what changed.")
final class MigrateCommand implements Callable<Integer> {
  private static final String STANDARD_OUTPUT = "-";

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "go-metro's configuration.")
  private Path from;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = RunCommand.DEFAULT_CONFIG,
      description =
          "Output file (default: ${DEFAULT-VALUE}; - for standard output). An existing file is"
              + " kept as FILE.old, FILE.old.2 and so on.")
  private Path to;

  MigrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Optional<String> own = GoMetroMigration.whyRttdsOwn(from, ConfigReader.system());
    if (own.isPresent()) {
      console
          .err()
          .println(
              "rttd: "
                  + from
                  + " is already an rttd configuration: it "
                  + own.get()
                  + ". Nothing was written");
      return ExitCode.DONE;
    }
    GoMetroMigration migration = GoMetroMigration.of(from, ConfigReader.system());
    if (to.toString().equals(STANDARD_OUTPUT)) {
      console.out().print(migration.yaml());
    } else {
      write(migration.yaml());
    }
    migration.changes().forEach(change -> console.err().println("rttd: " + change));
    return ExitCode.DONE;
  }

  /** Copies a file to the first name that is free; an older copy is never touched. */
  private static Path keep(Path file) throws IOException {
    for (int number = 1; ; number++) {
      Path old =
          file.resolveSibling(file.getFileName() + (number == 1 ? ".old" : ".old." + number));
      try {
        return Files.copy(file, old, StandardCopyOption.COPY_ATTRIBUTES);
      } catch (FileAlreadyExistsException e) {
        // Taken: tries the next name.
      }
    }
  }

  private void write(String yaml) throws IOException {
    Path target = to.toAbsolutePath();
    Path folder = target.getParent();
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, ".rttd", ".yaml");
    try {
      Files.writeString(fresh, yaml);
      if (Files.exists(target)) {
        if (Files.readString(target).equals(yaml)) {
          console.err().println("rttd: " + target + " is already up to date");
          return;
        }
        Path old = keep(target);
        console.err().println("rttd: kept the previous " + target + " as " + old);
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(target));
      } else {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    console.err().println("rttd: wrote " + target);
  }
}
