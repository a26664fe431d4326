package io.rttd.daemon.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.analyze.console.Console;
import io.rttd.engine.snapshot.PairCounts;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.RttStats;
import io.rttd.model.SegmentAccount;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.json.JsonTree;
import io.rttd.reporting.status.DaemonStatus;
import io.rttd.reporting.status.DaemonStatus.Capture;
import io.rttd.reporting.status.Interval;
import io.rttd.reporting.status.IntervalCodec;
import io.rttd.reporting.status.PairRow;
import io.rttd.reporting.status.StatusBoard;
import io.rttd.reporting.status.StatusDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StatusDocumentTest {
  private static final long SECOND = 1_000_000_000L;

  private static final SegmentAccount SEGMENTS = new SegmentAccount(30, 20, 3, 4, 3, 10);

  private static final CaptureCounts COUNTS =
      CaptureCounts.of(counter -> 100 + counter.ordinal())
          .with(CaptureCounter.PACKETS, 10)
          .with(CaptureCounter.KERNEL_DROPS, 1)
          .with(CaptureCounter.NOT_TCP, 0);

  private long nowNs = 100 * SECOND;
  private final StatusBoard board = new StatusBoard(() -> nowNs);
  private final StatusDocument document = new StatusDocument(board, () -> nowNs);
  private List<String> standingStill = List.of();
  private List<Capture> captures =
      List.of(new Capture("eth0", List.of(), true, false, Optional.of("link type 147 (USER0)")));

  @Test
  void shouldAddUpWhatReportsSaid() throws IOException {
    board.onReport(report(pair("192.0.2.1", 3, 5)));
    board.onReport(report(pair("192.0.2.1", 4, 5)));

    JsonTree eth0 = status(Duration.ofSeconds(20)).get("interfaces").elements().get(0);
    assertThat(eth0.get("packets").number()).isEqualTo(20);
    for (CaptureCounter counter : CaptureCounter.values()) {
      assertThat(eth0.get(counter.id()).number())
          .as(counter.id())
          .isEqualTo(2 * COUNTS.get(counter));
    }
    assertThat(eth0.get("samples").number()).isEqualTo(7);
    assertThat(eth0.get("flows").number()).as("of now, not a sum").isEqualTo(7);
    assertThat(eth0.get("segments_thinned").number()).isEqualTo(8);
    JsonTree segments = eth0.get("segments");
    assertThat(segments.get("entered").number()).isEqualTo(60);
    assertThat(segments.get("acknowledged").number()).isEqualTo(40);
    assertThat(segments.get("abandoned").number()).isEqualTo(6);
    assertThat(segments.get("not_timed").number()).isEqualTo(8);
    assertThat(segments.get("outstanding").number()).as("of now, not a sum").isEqualTo(3);
    assertThat(eth0.get("acks").number()).isEqualTo(20);
    assertThat(eth0.get("connections").get("retransmits").number()).isEqualTo(4);
    assertThat(eth0.get("verdicts").get("exact").number()).isEqualTo(18);
    assertThat(eth0.get("last_report").get("sampling_rate").decimal()).isEqualTo(0.25);
    assertThat(eth0.get("last_report").get("age_s").number()).isZero();
  }

  @Test
  void shouldSayWhyACaptureIsSilent() throws IOException {
    for (int second = 0; second <= 60; second++) {
      CaptureCounts blind =
          CaptureCounts.NONE.with(CaptureCounter.PACKETS, 2).with(CaptureCounter.NOT_LOCAL, 2);
      board.onReport(
          new Report(
              "eth0",
              List.of(),
              second * SECOND,
              (second + 1) * SECOND,
              0,
              List.of(),
              Map.of(),
              ShardGauges.NONE,
              new CaptureReading(blind, 1)));
    }

    JsonTree diagnosis =
        status(Duration.ofSeconds(90)).get("interfaces").elements().get(0).get("diagnosis");
    assertThat(diagnosis.get("id").text()).isEqualTo("no_local_end");
    assertThat(diagnosis.get("silent").isTrue()).isTrue();
    assertThat(diagnosis.get("since").text()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(diagnosis.get("text").text()).contains("120 of 120 TCP segments have no local end");
    assertThat(diagnosis.get("remedy").text()).contains("mode: tap");
    List<Interval> read = IntervalCodec.read(document.intervals(0)).intervals();
    assertThat(read).isEqualTo(board.intervalsAfter(0));
    assertThat(read.get(0).diagnosis()).isEmpty();
    assertThat(read.get(60).diagnosis()).contains("no local end", "mode: tap");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, out, false);
    StatusText.of(console, document.status(facts(Duration.ofSeconds(90)))).print();
    console.out().flush();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("eth0: no RTT sample: 120 of 120 TCP segments have no local end", "mode: tap");

    board.onReport(report(pair("192.0.2.1", 3, 5)));
    assertThat(
            status(Duration.ofSeconds(90))
                .get("interfaces")
                .elements()
                .get(0)
                .get("diagnosis")
                .isPresent())
        .isFalse();
  }

  @Test
  void shouldKeepTwoCapturesOfAnInterfaceApart() throws IOException {
    captures =
        List.of(
            new Capture("eth0", List.of("team:a"), true, false, Optional.empty()),
            new Capture("eth0#2", List.of("team:b"), true, false, Optional.empty()));
    board.onReport(report(pair("192.0.2.1", 3, 5)));
    Report second = report(pair("192.0.2.2", 5, 5));
    board.onReport(
        new Report(
            "eth0#2",
            "eth0",
            List.of("team:b"),
            second.startNs(),
            second.endNs(),
            second.lagNs(),
            second.peers(),
            second.verdicts(),
            second.gauges(),
            second.capture()));

    List<JsonTree> rows = status(Duration.ofSeconds(5)).get("interfaces").elements();
    assertThat(rows).extracting(row -> row.get("samples").number()).containsExactly(3L, 5L);
    assertThat(rows).extracting(row -> row.get("packets").number()).containsExactly(10L, 10L);
    assertThat(rows)
        .extracting(row -> row.get("tags").elements().get(0).text())
        .containsExactly("team:a", "team:b");
    assertThat(board.intervalsAfter(0))
        .extracting(Interval::iface)
        .containsExactly("eth0", "eth0#2");
  }

  @Test
  void shouldBeHealthyUntilReportsStayAway() throws IOException {
    assertThat(status(Duration.ofSeconds(20)).get("healthy").isTrue()).isTrue();
    assertThat(problems(Duration.ofSeconds(40))).containsExactly("eth0: no report for 40 s");

    board.onReport(report());
    assertThat(problems(Duration.ofSeconds(40))).isEmpty();
    nowNs += 36 * SECOND;
    assertThat(problems(Duration.ofSeconds(76))).containsExactly("eth0: no report for 36 s");
  }

  @Test
  void shouldNotBeHealthyWithAThreadThatStandsStill() throws IOException {
    standingStill = List.of("rttd-shard-eth0-0");
    assertThat(problems(Duration.ofSeconds(1))).containsExactly("no progress in rttd-shard-eth0-0");
  }

  @Test
  void shouldHandIntervalsOverAsTheyWere() throws IOException {
    board.onReport(report(pair("192.0.2.1", 3, 5), pair("2001:db8::1", 0, 0)));
    board.onReport(report());

    List<Interval> read = IntervalCodec.read(document.intervals(0)).intervals();
    assertThat(read).isEqualTo(board.intervalsAfter(0)).hasSize(2);
    assertThat(read.get(0).pairs().get(0).p50()).isBetween(4.9, 5.1);
    assertThat(read.get(0).pairs().get(1).p50()).isNaN();
    assertThat(IntervalCodec.read(document.intervals(1)).intervals()).hasSize(1);
    assertThat(IntervalCodec.read(document.intervals(2)).last()).isEqualTo(2);
  }

  @Test
  void shouldTellThatIntervalsAreThoseOfAnotherVersion() {
    String before = "{\"last\":1,\"intervals\":[]}";
    assertThatThrownBy(() -> IntervalCodec.read(before)).hasMessageContaining("another version");
    String later = "{\"format\":1000,\"last\":1,\"intervals\":[]}";
    assertThatThrownBy(() -> IntervalCodec.read(later)).hasMessageContaining("another version");
  }

  @Test
  void shouldRememberNoMoreThanItsBounds() {
    PairReport[] many = new PairReport[2_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = pair("dst" + i, 1, i == 1_999 ? 900 : 5);
    }
    Report report = report(many);
    for (int i = 0; i < 300; i++) {
      board.onReport(report);
    }

    List<Interval> kept = board.intervalsAfter(0);
    assertThat(kept.stream().mapToInt(interval -> interval.pairs().size()).sum())
        .isBetween(50_000, StatusBoard.MAX_PAIRS);
    assertThat(kept.get(0).pairs()).extracting(PairRow::dst).contains("dst0", "dst1999");
    assertThat(kept.get(0).pairCount()).isEqualTo(2_000);
  }

  @Test
  void shouldBeReadableForPeople() throws IOException {
    board.onReport(report(pair("192.0.2.1", 3, 5)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, out, false);
    StatusText.of(console, document.status(facts(Duration.ofSeconds(3_725)))).print();
    console.out().flush();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("rttd 1.2.3, pid ", "up 1h 2m, healthy", "of 256.0 MiB")
        .containsPattern("(?m)^eth0 +10 +1 +7 +1 +3 +0 +25\\.0 % +0s ago$")
        .containsPattern("(?m)^counters of eth0: .*no local end 104, .*fragments 107, ")
        .contains("verdicts on eth0: exact 90.0 %, retransmitted 10.0 %", "WARN watch out")
        .contains("cannot decode frames of link type 147 (USER0)");
    assertThatThrownBy(() -> StatusText.of(console, "{}")).isInstanceOf(IOException.class);
  }

  private List<String> problems(Duration uptime) throws IOException {
    return status(uptime).get("problems").elements().stream().map(JsonTree::text).toList();
  }

  private JsonTree status(Duration uptime) throws IOException {
    return JsonTree.parse(document.status(facts(uptime)));
  }

  private DaemonStatus facts(Duration uptime) {
    return new DaemonStatus(
        "1.2.3",
        "/etc/rttd/rttd.yaml",
        Instant.EPOCH,
        uptime,
        Duration.ofSeconds(10),
        256L << 20,
        captures,
        standingStill,
        false,
        List.of(new DaemonStatus.Warning(Instant.EPOCH, "WARN", "watch out")));
  }

  private static Report report(PairReport... pairs) {
    return new Report(
        "eth0",
        List.of(),
        0,
        SECOND,
        1_000_000,
        new ArrayList<>(List.of(pairs)),
        Map.of(Verdict.EXACT, 9L, Verdict.RETRANSMITTED, 1L),
        new ShardGauges(7, 1, 1 << 20, 0, 0, SEGMENTS),
        new CaptureReading(COUNTS, 0.25));
  }

  private static PairReport pair(String dst, int samples, long ms) {
    Histogram all = new Histogram(60 * SECOND, 2);
    all.recordValueWithCount(ms * 1_000_000, samples);
    long ns = ms * 1_000_000;
    Histogram none = new Histogram(60 * SECOND, 2);
    PairCounts counts = new PairCounts();
    counts.add(PairCounter.RETRANSMITS, 2);
    RttStats rtt = new RttStats();
    for (int i = 0; i < samples; i++) {
      rtt.record(0, ns, ns, SegmentKind.DATA);
    }
    return new PairReport(PairKey.OTHER, "10.0.0.1", dst, rtt, counts, all, none, Map.of());
  }
}
