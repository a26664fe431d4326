package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputsTest {
  @Test
  void shouldRefuseTwoOutputsInOneFile() {
    assertThat(
            ConfigReading.faults(
                ConfigReading.init(
                    "hlog_file: /tmp/a",
                    "jsonl_file: /tmp/a",
                    "log_to_file: true",
                    "log_file: /tmp/a")))
        .extracting(ConfigFault::toString)
        .anyMatch(fault -> fault.contains("jsonl_file") && fault.contains("hlog_file names"))
        .anyMatch(fault -> fault.contains("hlog_file") && fault.contains("log_file names"))
        .anyMatch(fault -> fault.contains("jsonl_file") && fault.contains("is the file that log"));
  }

  @Test
  void shouldRefuseToWriteIntoACaptureThatIsMeasured(@TempDir Path folder) throws IOException {
    Path capture = Files.createFile(folder.resolve("a.pcap"));
    Path link = Files.createLink(folder.resolve("b.pcap"), capture);
    String init =
        "init_config:\n  jsonl_file: %s\n  hlog_file: %s\n  log_to_file: true\n  log_file: %s\n"
            .formatted(capture, link, folder.resolve("x/../a.pcap"));

    assertThat(ConfigReading.faults(init + "instances:\n- pcap: " + capture + "\n"))
        .filteredOn(fault -> fault.problem().startsWith("is the file that pcap names"))
        .extracting(ConfigFault::key)
        .containsExactlyInAnyOrder(
            "init_config.jsonl_file", "init_config.hlog_file", "init_config.log_file");
  }

  @Test
  void shouldSeeThroughALinkedFolderWhoseFilesDoNotExistYet(@TempDir Path folder)
      throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    assertThat(
            ConfigReading.faults(
                ConfigReading.init(
                    "hlog_file: " + real.resolve("new/a"), "jsonl_file: " + link.resolve("new/a"))))
        .extracting(ConfigFault::problem)
        .singleElement()
        .asString()
        .startsWith("is the file that hlog_file names");
    assertThat(
            ConfigReading.read(
                    ConfigReading.init(
                        "hlog_file: " + real.resolve("a"), "jsonl_file: " + link.resolve("b")))
                .files())
        .containsKey(ReportFile.JSONL);
  }

  @Test
  void shouldRefuseToWriteIntoTheFileOfNames() {
    assertThat(ConfigReading.faults(ConfigReading.init("names_file: /tmp/a", "hlog_file: /tmp/a")))
        .singleElement()
        .asString()
        .contains("hlog_file", "is the file that names_file names");
  }

  @Test
  void shouldNotMindALogFileThatIsNotWritten() {
    assertThat(
            ConfigReading.read(ConfigReading.init("hlog_file: /tmp/a", "log_file: /tmp/a")).files())
        .containsKey(ReportFile.HLOG);
  }

  @Test
  void shouldRefuseAFileThatHasAnotherUseAlready(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rttd.yaml");
    Path other = folder.resolve("other");
    Map<String, String> faulty =
        Map.of(
            "log_to_file: true\n  log_file: " + file,
            "log_file: .* is the configuration itself",
            "status_socket: " + file,
            "status_socket: .* is the configuration itself",
            "hlog_file: " + file,
            "hlog_file: .* is the configuration itself",
            "dogstatsd_url: unix://%1$s\n  status_socket: %1$s".formatted(other),
            "status_socket: .* is the file that dogstatsd_url names",
            "log_to_file: true\n  log_file: %1$s\n  status_socket: %1$s".formatted(other),
            "log_file: .* is the file that status_socket names",
            "dogstatsd_url: unix://%1$s\n  jsonl_file: %1$s".formatted(other),
            "jsonl_file: .* is the file that dogstatsd_url names",
            "log_to_file: true\n  log_file: %1$s\n  jsonl_file: %1$s.1".formatted(other),
            "jsonl_file: .* is the file that log_file names");
    ConfigReader reader = ConfigReading.reader(Map.of());
    faulty.forEach(
        (lines, fault) -> {
          assertThatCode(() -> Files.writeString(file, ConfigReading.init(lines)))
              .doesNotThrowAnyException();
          assertThatThrownBy(() -> reader.read(file))
              .as(lines)
              .hasMessageMatching("(?s).*" + fault + ".*");
        });
  }

  @Test
  void shouldRefuseAFifoRatherThanWaitForItsWriter(@TempDir Path folder) throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    ConfigReader reader = ConfigReading.reader(Map.of());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> reader.read(fifo)).hasMessageContaining("is a FIFO"));
    assertThat(ConfigReading.faults("instances:\n- pcap: " + fifo + "\n"))
        .singleElement()
        .satisfies(fault -> assertThat(fault.problem()).contains("is a FIFO"));
    assertThat(NamedPipe.isAt(Path.of("/dev/stdin"))).isFalse();
    assertThat(NamedPipe.isAt(folder.resolve("missing"))).isFalse();
  }
}
