package io.rttd.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A machine as a script sees it: a PATH that holds the everyday tools and such programs as a test
 * puts there. Each call of those is written down.
 */
final class FakeMachine {
  private static final List<String> EVERYDAY_TOOLS =
      List.of(
          ("awk bash cat chmod cp dirname env find grep head ls mkdir mktemp readlink rm rmdir sed"
                  + " sh sort tail touch true uniq")
              .split(" "));

  private final Path folder;
  private final Path bin;
  private final Path calls;

  FakeMachine(Path folder) throws IOException {
    this.folder = folder;
    bin = Files.createDirectories(folder.resolve("bin"));
    calls = folder.resolve("calls");
    Files.createFile(calls);
    for (String tool : EVERYDAY_TOOLS) {
      script(bin.resolve(tool), "exec " + realTool(tool) + " \"$@\"\n");
    }
  }

  /** The folder that PATH consists of. */
  Path bin() {
    return bin;
  }

  /**
   * Puts a program into PATH: it writes its name and arguments down, then does as the body says.
   */
  void install(String name, String body) throws IOException {
    script(
        bin.resolve(name), "printf '%s\\n' \"" + name + " $*\" >>'" + calls + "'\n" + body + "\n");
  }

  /** Copies {@code dev} and the scripts that it uses, and puts what they ask for into PATH. */
  void layOutScripts(Path clone) throws IOException {
    for (String file :
        List.of(
            "dev",
            "packaging/glibc.sh",
            "packaging/package.sh",
            "packaging/release.sh",
            "packaging/repository.sh",
            "packaging/tools.sh",
            "perf/checks.sh")) {
      Files.createDirectories(clone.resolve(file).getParent());
      Files.copy(SourceTree.ROOT.resolve(file), clone.resolve(file));
    }
    install("id", "echo 0");
    install("ldconfig", "echo libpcap.so.0.8");
  }

  /** Something that looks like a JDK of a version; its java prints its arguments, one a line. */
  Path jdk(String version) throws IOException {
    return jdk(version, "x86_64", "2.34");
  }

  /** One for a machine, whose parts ask for a glibc. */
  Path jdk(String version, String machine, String glibc) throws IOException {
    Path home = folder.resolve("jdk " + version + (machine.equals("x86_64") ? "" : " " + machine));
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"none\"\nJAVA_VERSION=\"%s\"\nOS_ARCH=\"%s\"\n".formatted(version, machine));
    for (String library :
        List.of("libjava", "libjimage", "libjli", "libnet", "libnio", "libzip", "server/libjvm")) {
      Path file = home.resolve("lib/" + library + ".so");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "\0GLIBC_2.4\0GLIBC_" + glibc + "\0");
    }
    script(home.resolve("bin/jlink"), "exit 0\n");
    script(home.resolve("bin/java"), "echo \"pid $$\"\nprintf '%s\\n' \"$@\"\n");
    script(home.resolve("bin/javac"), "exit 0\n");
    return home;
  }

  /** The calls of installed programs so far, oldest first. */
  List<String> calls() throws IOException {
    return Files.readAllLines(calls);
  }

  /** Prepares a program's run on this machine: no terminal, no input, this PATH. */
  ProcessBuilder process(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    process.environment().clear();
    process.environment().put("PATH", bin.toString());
    process.environment().put("HOME", folder.toString());
    process.environment().put("LOGS_DIRECTORY", folder.resolve("no logs/rttd").toString());
    process.environment().put("RUNTIME_DIRECTORY", folder.resolve("no run/rttd").toString());
    return process.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  /** Runs to the end. */
  Outcome run(ProcessBuilder process) throws IOException, InterruptedException {
    return outcome(process, folder);
  }

  /** Runs any process to the end; what it says passes through a folder. */
  static Outcome outcome(ProcessBuilder process, Path folder)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "stdout", "");
    Path err = Files.createTempFile(folder, "stderr", "");
    Process running = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!running.waitFor(5, TimeUnit.MINUTES)) {
      running.destroyForcibly();
      throw new IllegalStateException("still running after five minutes: " + process.command());
    }
    return new Outcome(
        running.exitValue(), running.pid(), Files.readString(out), Files.readString(err));
  }

  static void script(Path path, String body) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path realTool(String name) {
    for (String folder : List.of("/usr/bin", "/bin")) {
      Path tool = Path.of(folder, name);
      if (Files.isExecutable(tool)) {
        return tool;
      }
    }
    throw new IllegalStateException("this machine has no " + name);
  }

  record Outcome(int exitCode, long pid, String out, String err) {}
}
