package io.rttd.reporting.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.reporting.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is lost is said in the log, with the interface, the number and what to do. */
class HealthLogTest {
  private static final long MINUTE_NS = 60_000_000_000L;

  private final Logger logger = Logger.getLogger(HealthLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler handler = new Lines();

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Tag("fault")
  @Test
  void shouldSayWhatWasLostAndWhatToDo() {
    report(
        new CaptureReading(
            CaptureCounts.NONE
                .with(CaptureCounter.PACKETS, 10)
                .with(CaptureCounter.KERNEL_DROPS, 17)
                .with(CaptureCounter.TRUNCATED, 3),
            1),
        new ShardGauges(1, 1, 1, 5, 6, SegmentAccount.NONE));

    assertThat(lines)
        .hasSize(4)
        .anyMatch(
            l ->
                l.contains(
                    "WARNING eth0: frames dropped by the kernel because they were not read in time: 17;"))
        .anyMatch(
            l ->
                l.contains("WARNING eth0: frames cut off within their headers: 3;")
                    && l.contains("snaplen"))
        .anyMatch(
            l -> l.contains("WARNING eth0: 5 flows were evicted") && l.contains("memory_limit"))
        .anyMatch(l -> l.contains("WARNING eth0: 6 pairs were folded") && l.contains("max_peers"));
  }

  @Test
  void shouldSayNothingWhenNothingWasLost() {
    report(
        new CaptureReading(CaptureCounts.NONE.with(CaptureCounter.PACKETS, 10), 1),
        ShardGauges.NONE);
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldSayOnceWhyACaptureIsSilentAndWhenItIsNot() {
    HealthLog log = new HealthLog();
    for (int minute = 1; minute <= 5; minute++) {
      report(log, minute, 125, Map.of());
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("WARNING eth0: no RTT sample: 125 of 125 TCP segments have no local end; ")
        .contains("local_networks", "mode: tap");
  }

  private static void report(
      HealthLog log, int minute, long notLocal, Map<Verdict, Long> verdicts) {
    CaptureCounts counts =
        CaptureCounts.NONE
            .with(CaptureCounter.PACKETS, notLocal)
            .with(CaptureCounter.NOT_LOCAL, notLocal);
    log.onReport(
        new Report(
            "eth0",
            List.of(),
            (minute - 1) * MINUTE_NS,
            minute * MINUTE_NS,
            0,
            List.of(),
            verdicts,
            ShardGauges.NONE,
            new CaptureReading(counts, 1)));
  }

  private static void report(CaptureReading capture, ShardGauges gauges) {
    new HealthLog()
        .onReport(new Report("eth0", List.of(), 0, 1, 0, List.of(), Map.of(), gauges, capture));
  }

  private final class Lines extends Handler {
    @Override
    public void publish(LogRecord logged) {
      lines.add(logged.getLevel() + " " + logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
