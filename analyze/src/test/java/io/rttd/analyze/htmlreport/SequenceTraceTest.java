package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Verdict;
import io.rttd.reporting.json.JsonWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequenceTraceTest {
  private static final long MS = 1_000_000;
  private static final int EXACT = SequenceTrace.VERDICT + 2 * Verdict.EXACT.ordinal();
  private static final int RETRANSMITTED =
      SequenceTrace.VERDICT + 2 * Verdict.RETRANSMITTED.ordinal();

  private final SequenceTrace trace = new SequenceTrace();

  @Test
  void shouldWriteDifferencesOfTimesSequenceNumbersAndFrames() {
    trace.onSent(0, 1, 1_000, 100, false);
    trace.onSent(2 * MS, 3, 1_000, 100, true);
    trace.onVerdict(7 * MS, 4, 1_100, RETRANSMITTED, 5 * MS);

    assertThat(json())
        .contains("\"t\":[0,2000,5000]")
        .contains("\"s\":[0,0,100]")
        .contains("\"n\":[100,100,0]")
        .contains("\"k\":[0,1," + RETRANSMITTED + "]")
        .contains("\"v\":[0,0,5000]")
        .contains("\"f\":[1,2,1]");
  }

  @Test
  void shouldCountOnWhereSequenceNumbersWrap() {
    trace.onSent(0, 1, -100, 200, false);
    trace.onVerdict(MS, 2, 100, EXACT, MS);

    assertThat(json()).contains("\"s\":[0,200]");
  }

  @Test
  void shouldCoverALongConnectionWithLessDetailAndKeepItsRetransmissions() {
    int segments = 50_000;
    for (int i = 0; i < segments; i++) {
      trace.onSent(i * MS, 2L * i + 1, i * 1_000, 1_000, false);
      if (i % 500 == 0) {
        trace.onSent(i * MS, 2L * i + 1, i * 1_000, 1_000, true);
      }
      trace.onVerdict(i * MS + MS / 2, 2L * i + 2, (i + 1) * 1_000, EXACT, MS / 2);
    }

    assertThat(trace.count()).isLessThanOrEqualTo(SequenceTrace.MAX_EVENTS);
    String json = json();
    assertThat(column(json, "k").filter(kind -> kind == SequenceTrace.AGAIN)).hasSize(100);
    assertThat(column(json, "t").mapToLong(Long::longValue).sum())
        .as("time of the last event, in microseconds")
        .isBetween(segments * 1_000L * 99 / 100, segments * 1_000L);
    assertThat(sentBytes(json)).isEqualTo(segments * 1_000L);
  }

  @Test
  void shouldStayWithinItsBoundsWhereEverythingIsRetransmitted() {
    for (int i = 0; i < 50_000; i++) {
      trace.onSent(i * MS, i, i % 7 * 1_000, 1_000, true);
    }

    assertThat(trace.count()).isLessThanOrEqualTo(SequenceTrace.MAX_EVENTS);
  }

  @Test
  void shouldStayWithinItsBoundsWhereHalfOfTheDataWasNotCaptured() {
    for (int i = 0; i < 50_000; i++) {
      trace.onSent(i * MS, 2L * i + 1, i * 2_000, 1_000, false);
      trace.onVerdict(i * MS + 1, 2L * i + 2, i * 2_000 + 1_000, EXACT, 1);
    }

    assertThat(trace.count()).isLessThanOrEqualTo(SequenceTrace.MAX_EVENTS);
  }

  private long sentBytes(String json) {
    long[] kinds = column(json, "k").mapToLong(Long::longValue).toArray();
    long[] lengths = column(json, "n").mapToLong(Long::longValue).toArray();
    long bytes = 0;
    for (int i = 0; i < kinds.length; i++) {
      bytes += kinds[i] == SequenceTrace.SENT ? lengths[i] : 0;
    }
    return bytes;
  }

  private static Stream<Long> column(String json, String name) {
    String values = json.replaceAll(".*\"" + name + "\":\\[([^\\]]*)\\].*", "$1");
    return Stream.of(values.split(",")).map(Long::parseLong);
  }

  private String json() {
    StringWriter out = new StringWriter();
    try (JsonWriter json = JsonWriter.compact(out)) {
      json.object();
      trace.write(json, 0);
      json.end();
    }
    return out.toString();
  }
}
