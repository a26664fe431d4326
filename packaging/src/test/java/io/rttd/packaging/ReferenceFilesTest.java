package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigKey;
import io.rttd.config.ConfigKeys;
import io.rttd.config.ConfigReader;
import io.rttd.config.ConfigSection;
import io.rttd.config.RttdConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that are made from the tables of keys and commands. */
class ReferenceFilesTest {
  private final ConfigReader reader = new ConfigReader(Map.of(), 2, address -> false);

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    ReferenceFiles.main(
        new String[] {
          folder.toString(),
          "1.2.3",
          "2026-01-02T00:00:00Z",
          SourceTree.ROOT.resolve("CHANGELOG.md").toString()
        });
  }

  @Test
  void shouldInstallAConfigurationThatIsInOrder() throws Exception {
    RttdConfig installed = reader.read(folder.resolve("rttd.yaml"));
    RttdConfig least =
        reader.parse(
            "least",
            """
            init_config:
              metrics: [go-metro, system.net.tcp.rtt.p99, system.net.tcp.rtt.count,
                        system.net.tcp.retransmits, 'rttd.*']
            instances:
            - interface: auto
            """);
    assertThat(installed).isEqualTo(least);
    assertThat(Files.readString(folder.resolve("rttd.yaml")))
        .contains("This selection sends 6 series per pair of hosts; all metrics would be ");
  }

  @Test
  void shouldShowEachKeyAtItsDefault() throws Exception {
    String text = Files.readString(folder.resolve("rttd.yaml"));
    for (ConfigKey key : ConfigKeys.all()) {
      if (key.section() != ConfigSection.TOP_LEVEL && !key.name().equals("interface")) {
        assertThat(text).contains("#" + key.name() + ":");
      }
    }
    String uncommented =
        text.lines()
            .filter(line -> !line.startsWith("  #metrics:"))
            .map(line -> line.replaceFirst("^( *)#(\\w+: \\S.*)$", "$1$2"))
            .collect(Collectors.joining("\n"));
    assertThat(reader.parse("uncommented", uncommented))
        .isEqualTo(reader.read(folder.resolve("rttd.yaml")));
  }

  @Test
  void shouldDescribeEachKeyInTheManual() throws IOException {
    String page = unzipped("rttd.yaml.5.gz");
    assertThat(page).startsWith(".TH \"RTTD.YAML\" 5 \"2026-01-02\" \"rttd 1.2.3\"");
    for (ConfigKey key : ConfigKeys.all()) {
      assertThat(page).contains("\\fB" + key.name() + "\\fR");
    }
  }

  @Test
  void shouldDescribeEachCommandInTheManual() throws IOException {
    assertThat(unzipped("rttd.1.gz"))
        .contains(".SS \"rttd run", ".SS \"rttd analyze", ".SS \"rttd migrate", ".SS \"rttd check")
        .contains("\\fB\\-c, \\-\\-config FILE\\fR", "/etc/rttd/rttd.yaml")
        .doesNotContain("DEFAULT", "%n", "\\-\\-go\\-metro");
  }

  @Test
  void shouldCompleteCommands() throws IOException {
    assertThat(Files.readString(folder.resolve("rttd.bash"))).contains("analyze", "--samples");
  }

  @Test
  void shouldSayWhatChangedAsDebianReadsIt() throws IOException {
    assertThat(unzipped("changelog.gz"))
        .startsWith("rttd (1.2.3) unstable; urgency=medium\n\n  * ")
        .endsWith("  Fri, 02 Jan 2026 00:00:00 +0000\n")
        .doesNotContain("### ");
  }

  @Test
  void shouldTellTheChangesOfAReleaseBelowAnEmptyHeading() {
    String text =
        DebianChangelog.text(
            "## Unreleased\n\n## 1.2.3 - 2026-01-02\n\n### Added\n\n- this\n\n## 1.2.2\n\n### Added\n\n- that\n",
            "1.2.3",
            OffsetDateTime.parse("2026-01-02T00:00:00Z"));
    assertThat(text).contains("  * this\n").doesNotContain("that");
  }

  @Test
  void shouldWriteTheSameBytesAgain() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("rttd.1.gz"));
    write();
    assertThat(folder.resolve("rttd.1.gz")).hasBinaryContent(before);
  }

  @Test
  void shouldLeaveNoLineToBeTakenForARequest() {
    assertThat(ManualPage.escaped(".so /etc/passwd")).isEqualTo("\\&.so /etc/passwd");
    assertThat(ManualPage.escaped("a\\b -c `d`")).isEqualTo("a\\eb \\-c d");
  }

  private String unzipped(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
