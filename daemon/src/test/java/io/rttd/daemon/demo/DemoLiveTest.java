package io.rttd.daemon.demo;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CommandRun;
import io.rttd.daemon.run.Permission;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo as a user sees it. */
@Tag("live")
class DemoLiveTest {
  private static final int REPORTS = 3;

  @Test
  void shouldMeasureItsOwnTrafficAndAgreeWithTheKernel() {
    Permission.assumeMayCapture();
    long startNs = System.nanoTime();

    CommandRun run = rttd("demo");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofSeconds(15));
    assertThat(run.outLines().stream().filter(line -> line.startsWith("Report ")))
        .as("a busy machine may end one interval later")
        .hasSizeBetween(REPORTS, REPORTS + 1);
    for (String server : List.of("127.0.0.2", "127.0.0.3", "127.0.0.4")) {
      assertThat(run.outLines())
          .as("each report has a gauge towards " + server)
          .filteredOn(
              line -> line.contains("system.net.tcp.rtt:") && line.contains("dst:" + server))
          .hasSizeGreaterThanOrEqualTo(REPORTS);
      assertThat(run.out()).containsPattern("(?m)^127\\.0\\.0\\.1  +" + server + "  +[1-9]");
    }
    assertThat(medianTowards(run, "127.0.0.2"))
        .as("the server thinks for 10 ms, and its answer carries the ACK")
        .isBetween(9.9, 60.0);
  }

  private static double medianTowards(CommandRun run, String server) {
    return run.outLines().stream()
        .map(line -> line.split(" +"))
        .filter(cells -> cells.length == 9 && cells[1].equals(server))
        .mapToDouble(cells -> Double.parseDouble(cells[3]))
        .findFirst()
        .orElse(Double.NaN);
  }
}
