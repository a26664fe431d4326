package io.rttd.testbed.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakAccountTest {
  @TempDir Path folder;
  private final Map<String, Double> received = new HashMap<>();

  @BeforeEach
  void receive() {
    received.put("rttd.capture.packets", 90.0);
    received.put("rttd.capture.kernel_drops", 3.0);
    received.put("rttd.verdict", 12.0);
    received.put("rttd.verdict.exact", 11.0);
    received.put("rttd.verdict.cumulative", 1.0);
    received.put("system.net.tcp.rtt.count", 11.0);
    received.put("system.net.tcp.rtt.dist", 11.0);
  }

  @Test
  void shouldBalanceWhenEachSumDoes() throws Exception {
    assertThat(account(12, 3).balances()).isTrue();
    assertThat(account(12, 3).rows()).hasSize(7).allMatch(row -> row.get(4).equals("0"));
  }

  @Test
  void shouldNotBalanceWithASegmentThatHasNoFate() throws Exception {
    assertThat(account(12, 2).balances()).isFalse();
  }

  @Test
  void shouldNotBalanceWithAnAckThatWasNotJudged() throws Exception {
    assertThat(account(13, 3).balances()).isFalse();
  }

  @Test
  void shouldNotBalanceWithAPacketOrASampleThatIsMissing() throws Exception {
    received.put("rttd.capture.packets", 89.0);
    assertThat(account(12, 3).balances()).isFalse();
    received.put("rttd.capture.packets", 90.0);
    received.put("system.net.tcp.rtt.dist", 10.0);
    assertThat(account(12, 3).balances()).isFalse();
  }

  /** Two intervals: what is outstanding after the first is of no interest in the end. */
  private SoakAccount account(int acks, int outstanding) throws Exception {
    Path file =
        Files.write(
            folder.resolve("rttd.jsonl"),
            List.of(
                line(5, "{\"entered\":10,\"acknowledged\":5,\"abandoned\":0,\"not_timed\":0", 5, 5),
                line(
                    7,
                    "{\"entered\":10,\"acknowledged\":7,\"abandoned\":2,\"not_timed\":3",
                    outstanding,
                    acks - 5),
                "{\"type\":\"pair\",\"src\":\"a\",\"dst\":\"b\",\"count\":4,\"path\":{\"count\":2}}",
                "{\"type\":\"pair\",\"src\":\"b\",\"dst\":\"a\",\"count\":7,\"path\":{\"count\":2}}"));
    return new SoakAccount(100, 7, received, file);
  }

  private static String line(int verdicts, String segments, int outstanding, int acks) {
    return "{\"type\":\"capture\",\"verdicts\":{\"exact\":"
        + verdicts
        + ",\"clock\":0},\"segments\":"
        + segments
        + ",\"outstanding\":"
        + outstanding
        + "},\"acks\":"
        + acks
        + "}";
  }
}
