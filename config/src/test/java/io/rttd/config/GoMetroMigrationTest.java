package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.RttdConfig.LoggingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoMetroMigrationTest {
  private static final String GO_METRO =
      """
      init_config:
        snaplen: 512
        idle_ttl: 300
        # how long a finished flow stays
        expired_ttl: 60
        statsd_ip: 127.0.0.1
        statsd_port: 8125
        log_to_file: true
        log_level: info
      config:
        # the one to the databases
        - interface: eth0
          min_collection_interval: 15
          tags:
            - foo
            - bar
          ips:
            - 192.0.2.17
      """;

  private final ConfigReader reader = new ConfigReader(Map.of(), 2, address -> false);

  @TempDir Path folder;

  private GoMetroMigration migrate(String text) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("go-metro.yaml"), text);
    return GoMetroMigration.of(file, reader);
  }

  @Test
  void shouldMeasureTheSameUnderTodaysNames() throws Exception {
    GoMetroMigration migration = migrate(GO_METRO);
    RttdConfig before = reader.parse("before", GO_METRO);
    RttdConfig after = reader.parse("after", migration.yaml());
    assertThat(after.instances()).isEqualTo(before.instances());
    assertThat(after.engine()).isEqualTo(before.engine());
    assertThat(after.logging()).isEqualTo(before.logging());
    assertThat(migration.yaml())
        .contains("instances:", "exp_ttl: 60")
        .doesNotContain("config:\n-", "expired_ttl", "min_collection_interval");
  }

  @Test
  void shouldKeepCommentsAndGoMetrosInterval() throws Exception {
    GoMetroMigration migration = migrate(GO_METRO);
    assertThat(migration.yaml())
        .contains("# how long a finished flow stays", "# the one to the databases")
        .startsWith("# Written from ");
    assertThat(reader.parse("after", migration.yaml()).reporting().interval()).hasSeconds(30);
  }

  @Test
  void shouldSayEachChange() throws Exception {
    assertThat(migrate(GO_METRO).changes())
        .satisfiesExactlyInAnyOrder(
            change -> assertThat(change).isEqualTo("renamed config to instances"),
            change -> assertThat(change).isEqualTo("renamed expired_ttl to exp_ttl"),
            change ->
                assertThat(change).startsWith("removed min_collection_interval of an instance"),
            change -> assertThat(change).startsWith("added report_interval: 30"),
            change ->
                assertThat(change)
                    .matches(
                        "DogStatsD gets \\d+ series for each pair, \\d+ of them .*distributions?;"
                            + " go-metro sent 3\\. .*"));
  }

  @Test
  void shouldWriteDownThatGoMetroLoggedToItsFile() throws Exception {
    String text = "init_config:\n  log_file: /var/log/metro.log\ninstances:\n- interface: eth0\n";
    GoMetroMigration migration = migrate(text);
    LoggingConfig logging = reader.parse("after", migration.yaml()).logging();
    assertThat(logging.toFile()).isTrue();
    assertThat(logging.file()).isEqualTo(Path.of("/var/log/metro.log"));
  }

  @Test
  void shouldManageWithoutInitConfig() throws Exception {
    for (String none : new String[] {"", "init_config:\n", "init_config: {}\n"}) {
      GoMetroMigration migration = migrate(none + "instances:\n- interface: eth0\n");
      assertThat(reader.parse("after", migration.yaml()).reporting().interval()).hasSeconds(30);
    }
  }

  @Test
  void shouldMigrateAFileOfGoMetrosThatGotAKeyOfRttdsSince() throws Exception {
    for (String text :
        List.of(
            "init_config:\n  memory_limit: 64MB\n  expired_ttl: 60\n%s",
            "init_config:\n  memory_limit: 64MB\n  log_file: /var/log/metro.log\n%s",
            "init_config:\n  memory_limit: 64MB\n%s  min_collection_interval: 15\n")) {
      Path file = folder.resolve("metro.yaml");
      Files.writeString(file, text.formatted("instances:\n- interface: eth0\n"));

      assertThat(GoMetroMigration.whyRttdsOwn(file, reader)).as(text).isEmpty();
      RttdConfig after = reader.parse("after", GoMetroMigration.of(file, reader).yaml());
      assertThat(after.reporting().interval()).hasSeconds(30);
    }
    String bare = "init_config:\n  memory_limit: 64MB\ninstances:\n- interface: eth0\n";
    assertThat(
            GoMetroMigration.whyRttdsOwn(
                Files.writeString(folder.resolve("go-metro.yaml"), bare), reader))
        .isEmpty();
    assertThat(
            GoMetroMigration.whyRttdsOwn(
                Files.writeString(folder.resolve("rttd.yaml"), bare), reader))
        .get()
        .asString()
        .isEqualTo(
            "has memory_limit, which go-metro does not know, and no key specific to go-metro");
  }

  @Test
  void shouldRefuseWhatTheReaderRefuses() {
    assertThatThrownBy(() -> migrate("instances:\n- interfaze: eth0\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("interfaze");
    assertThatThrownBy(() -> GoMetroMigration.of(folder.resolve("none.yaml"), reader))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no such file");
  }
}
