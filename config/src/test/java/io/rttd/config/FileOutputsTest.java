package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void shouldNotMindALogFileThatIsNotWritten() {
    assertThat(
            ConfigReading.read(ConfigReading.init("hlog_file: /tmp/a", "log_file: /tmp/a"))
                .files()
                .hlogFile())
        .isPresent();
  }
}
