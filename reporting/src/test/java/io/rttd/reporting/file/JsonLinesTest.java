package io.rttd.reporting.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Service;
import io.rttd.reporting.Samples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final String HEAD =
      "\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"2026-01-01T00:00:01Z\",\"iface\":\"eth0\","
          + "\"tags\":[\"team:net \\\"a\\\"\\u003C/script\\u003E\"],";

  @Test
  void shouldWriteALineForTheCaptureAndOneForEachPair() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new JsonLines(List.of(50.0, 99.9))
        .writeReport(
            Reports.report(
                0,
                Samples.of("192.0.2.1", "192.0.2.2").handshake(2_000_000).held(4_000_000).build(),
                Samples.of("192.0.2.1", "192.0.2.3").retransmits(2).build()),
            out);

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "{\"type\":\"capture\","
                + HEAD
                + "\"packets\":{\"read\":0,\"bytes\":0,\"tcp_segments\":0,\"duplicates\":0,"
                + "\"not_local\":0,\"not_wanted\":0,\"not_tcp\":0,\"fragments\":0,\"truncated\":0,\"malformed\":0,"
                + "\"unknown_link\":0,\"no_time\":0,\"kernel_drops\":0,"
                + "\"kernel_freezes\":0,\"interruptions\":0,\"ring_stalls\":0},"
                + "\"verdicts\":{\"exact\":7,"
                + "\"timestamp\":0,\"sack\":0,\"partial\":0,\"partially-acked\":0,"
                + "\"retransmitted\":0,\"post-loss\":0,\"cumulative\":0,\"unseen\":0,"
                + "\"refused\":0,\"no-time\":0,\"clock\":0},"
                + "\"segments\":{\"entered\":0,\"acknowledged\":0,\"abandoned\":0,"
                + "\"not_timed\":0,\"outstanding\":0},\"acks\":0,"
                + "\"flows\":0,\"pairs\":0,\"memory_bytes\":0,\"short_of_memory\":{"
                + "\"flows_evicted\":0,\"pairs_folded\":0,\"segments_not_timed\":0}}",
            "{\"type\":\"pair\","
                + HEAD
                + "\"src\":\"192.0.2.1\",\"dst\":\"192.0.2.2\",\"count\":2,\"retransmits\":0,\"segments\":0,"
                + "\"zero_windows\":0,\"zero_window_ms\":0.0,\"connects\":0,\"connects_refused\":0,"
                + "\"connects_unanswered\":0,\"resets\":0,\"out_of_order\":0,"
                + "\"last_ms\":4.0,\"mean_ms\":3.0,\"min_ms\":2.0,\"p50_ms\":2.002944,\"p999_ms\":4.0,"
                + "\"max_ms\":4.0,\"jitter_ms\":2.0,\"path\":{\"count\":1,\"min_ms\":2.0,"
                + "\"p50_ms\":2.002944,\"p999_ms\":2.002944},\"handshake\":{\"count\":1,\"mean_ms\":2.0},"
                + "\"handshake_times\":{\"count\":1,\"mean_ms\":2.0,\"min_ms\":2.0,\"p50_ms\":2.0,"
                + "\"p999_ms\":2.0,\"max_ms\":2.0},"
                + "\"response_times\":{\"count\":0,\"mean_ms\":null,\"min_ms\":null,\"p50_ms\":null,\"p999_ms\":null,\"max_ms\":null}}",
            "{\"type\":\"pair\","
                + HEAD
                + "\"src\":\"192.0.2.1\",\"dst\":\"192.0.2.3\",\"count\":0,\"retransmits\":2,\"segments\":0,"
                + "\"zero_windows\":0,\"zero_window_ms\":0.0,\"connects\":0,\"connects_refused\":0,"
                + "\"connects_unanswered\":0,\"resets\":0,\"out_of_order\":0,"
                + "\"last_ms\":null,\"mean_ms\":null,\"min_ms\":null,\"p50_ms\":null,"
                + "\"p999_ms\":null,\"max_ms\":null,\"jitter_ms\":null,\"path\":{\"count\":0,"
                + "\"min_ms\":null,\"p50_ms\":null,\"p999_ms\":null},"
                + "\"handshake\":{\"count\":0,\"mean_ms\":null},"
                + "\"handshake_times\":{\"count\":0,\"mean_ms\":null,\"min_ms\":null,\"p50_ms\":null,\"p999_ms\":null,\"max_ms\":null},"
                + "\"response_times\":{\"count\":0,\"mean_ms\":null,\"min_ms\":null,\"p50_ms\":null,\"p999_ms\":null,\"max_ms\":null}}");
  }

  @Test
  void shouldWriteTheServiceOfAPairThatHasOne() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new JsonLines(List.of())
        .writeReport(
            Reports.report(
                0, Samples.of("192.0.2.1", "192.0.2.2", new Service(1, "api")).held(1).build()),
            out);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"dst\":\"192.0.2.2\",\"service_port\":\"api\",\"count\":1,");
  }
}
