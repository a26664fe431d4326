package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.htmlreport.TracedConnection.Ends;
import io.rttd.model.Address;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import org.junit.jupiter.api.Test;

class SequenceTracesTest {
  private static final long MS = 1_000_000;

  private final SequenceTraces traces = new SequenceTraces();
  private long frame;

  @Test
  void shouldFindTheSameConnectionFromEitherEnd() {
    TracedConnection there = traces.onSegment(segment(1, 40_000, 2, 80));
    TracedConnection other = traces.onSegment(segment(1, 40_001, 2, 80));
    TracedConnection back = traces.onSegment(segment(2, 80, 1, 40_000));

    assertThat(back).isSameAs(there).isNotSameAs(other);
    assertThat(traces.of(ends(2, 80, 1, 40_000), 1, 3)).contains(there);
  }

  @Test
  void shouldTellApartTwoConnectionsBetweenTheSameEnds() {
    TracedConnection first = traces.onSegment(segment(1, 40_000, 2, 80));
    traces.onSegment(segment(2, 80, 1, 40_000));
    Segment syn = segment(1, 40_000, 2, 80);
    syn.flags = TcpFlags.SYN;
    traces.onSegment(syn);
    TracedConnection second = traces.onRestart(syn);

    assertThat(second).isNotSameAs(first);
    assertThat(second.serverPort()).isEqualTo(80);
    assertThat(traces.of(ends(1, 40_000, 2, 80), 1, 2)).contains(first);
    assertThat(traces.of(ends(1, 40_000, 2, 80), 3, 3)).contains(second);
  }

  @Test
  void shouldKeepTheConnectionsThatMatterWhenMemoryRunsOut() {
    connection(1, 0, 5_000, 1);
    connection(2, 40, 100, 1);
    connection(3, 0, 100, 900);
    for (int i = 10; i < 100_000; i++) {
      connection(i, 0, 100, 1);
      assertThat(traces.capacity()).isLessThanOrEqualTo(SequenceTraces.MAX_EVENTS);
    }

    assertThat(traces.of(ends(1, 1, 9, 80), 0, frame)).as("most bytes").isPresent();
    assertThat(traces.of(ends(2, 1, 9, 80), 0, frame)).as("most retransmits").isPresent();
    assertThat(traces.of(ends(3, 1, 9, 80), 0, frame)).as("longest sample").isPresent();
    assertThat(traces.of(ends(500, 1, 9, 80), 0, frame)).isEmpty();
  }

  @Test
  void shouldTraceAConnectionThatStartsOverWhereMemoryRanOut() {
    for (int i = 0; i < 200_000; i++) {
      Segment syn = segment(i % 1000, 1, 9, 80);
      syn.flags = TcpFlags.SYN;
      traces.onSegment(syn);

      assertThat(traces.onRestart(syn)).isNotNull();
    }
  }

  private void connection(int client, int again, int bytes, long rttMs) {
    Segment segment = segment(client, 1, 9, 80);
    TracedConnection connection = traces.onSegment(segment);
    for (int i = 0; i < 10 + again; i++) {
      boolean isAgain = i >= 10;
      connection.fromSource(segment).onSent(i * MS, frame, i * bytes, bytes, isAgain);
      connection.onSent(bytes, isAgain);
    }
    connection.onSample(rttMs * MS);
  }

  private Segment segment(long src, int srcPort, long dst, int dstPort) {
    Segment segment = new Segment();
    segment.frame = ++frame;
    segment.srcLo = src;
    segment.srcPort = srcPort;
    segment.dstLo = dst;
    segment.dstPort = dstPort;
    segment.flags = TcpFlags.ACK;
    return segment;
  }

  private static Ends ends(long first, int firstPort, long second, int secondPort) {
    return new Ends(new Address(0, first), firstPort, new Address(0, second), secondPort);
  }
}
