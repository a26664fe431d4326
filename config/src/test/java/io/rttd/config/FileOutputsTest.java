package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
  void shouldNotMindALogFileThatIsNotWritten() {
    assertThat(
            ConfigReading.read(ConfigReading.init("hlog_file: /tmp/a", "log_file: /tmp/a"))
                .files()
                .hlogFile())
        .isPresent();
  }
}
