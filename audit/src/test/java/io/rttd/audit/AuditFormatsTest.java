package io.rttd.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.console.Console;
import io.rttd.reporting.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditFormatsTest {
  private static final double MS = 1e6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Console console = new Console(out, OutputStream.nullOutputStream(), false);

  @Test
  void shouldPrintALinePerConnectionWithin100Columns() {
    AuditText.print(result(audit(Agreement.YES), audit(Agreement.NO)), console);

    assertThat(text().lines()).allMatch(line -> line.length() <= 100);
    assertThat(text())
        .contains("50000 > 198.18.100.200:5432   123456  100.123")
        .contains("12/13    123456   yes D\n")
        .contains("D: the peer delayed ACKs")
        .contains("2 connections compared: 1 agree, 0 differ for a known reason, 1 do not agree.")
        .contains("3 more ended before the kernel was queried.")
        .doesNotContain("lost");
  }

  @Test
  void shouldPrintNoTableOfNothing() {
    AuditText.print(result(), console);

    assertThat(text()).startsWith("0 connections compared");
  }

  @Test
  void shouldWriteEveryFigureAsJson() throws IOException {
    AuditJson.print(result(audit(Agreement.EXPLAINED)), console.out());

    JsonTree json = JsonTree.parse(text());
    assertThat(json.get("summary").get("explained").number()).isEqualTo(1);
    assertThat(json.get("summary").get("not_asked").number()).isEqualTo(3);
    JsonTree connection = json.get("connections").elements().get(0);
    assertThat(connection.get("local").text()).isEqualTo("198.18.100.100:50000");
    assertThat(connection.get("path").get("min_ms").decimal()).isEqualTo(100.101);
    assertThat(connection.get("retransmits").number()).isEqualTo(12);
    assertThat(connection.get("kernel").get("retransmits").number()).isEqualTo(13);
    assertThat(connection.get("kernel").get("min_rtt_ms").decimal()).isEqualTo(100.1);
    assertThat(connection.get("agreement").text()).isEqualTo("explained");
    assertThat(connection.get("differences").elements().get(0).text()).isEqualTo("delayed_ack");
  }

  private String text() {
    console.out().flush();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static AuditResult result(ConnectionAudit... connections) {
    return new AuditResult(
        List.of("eth0"), Duration.ofSeconds(10), 5_000, 0, List.of(connections), 3, 0, 0);
  }

  private static ConnectionAudit audit(Agreement agreement) {
    return new ConnectionAudit(
        "198.18.100.100:50000",
        "198.18.100.200:5432",
        123_456,
        100.123 * MS,
        1_000,
        100.101 * MS,
        123_456,
        12,
        100.3 * MS,
        100.1 * MS,
        123_456,
        13,
        agreement,
        Set.of(Difference.DELAYED_ACK));
  }
}
