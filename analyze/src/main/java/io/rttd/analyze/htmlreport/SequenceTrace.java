package io.rttd.analyze.htmlreport;

import io.rttd.model.Verdict;
import io.rttd.reporting.json.JsonWriter;
import java.util.Arrays;

/**
 * What one end of a connection sent, segment by segment, and the verdicts on the other end's ACKs.
 * Holds at most {@value #MAX_EVENTS} events: when it is full, neighbouring ordinary events
 * (segments sent once, samples) are merged in pairs, so the trace covers the whole connection with
 * less detail; retransmissions and ACKs without a sample are thinned only if they fill it alone.
 * Not thread-safe.
 */
final class SequenceTrace {
  static final int MAX_EVENTS = 1_500;

  /** Sequence space was sent for the first time. */
  static final int SENT = 0;

  /** Sequence space was sent again. */
  static final int AGAIN = 1;

  /** The other end answered a request. */
  static final int RESPONSE = 2;

  /** The other end closed its window. */
  static final int ZERO_WINDOW = 3;

  /**
   * An ACK got a verdict: this plus twice the verdict's ordinal, plus 1 if the sample may be held.
   */
  static final int VERDICT = 4;

  private static final int FIRST = 8;
  private static final double NS_PER_US = 1e3;

  private long[] timesNs = new long[FIRST];
  private long[] endsNs = new long[FIRST];
  private long[] sequences = new long[FIRST];
  private int[] lengths = new int[FIRST];
  private int[] kinds = new int[FIRST];
  private long[] values = new long[FIRST];
  private long[] frames = new long[FIRST];
  private int count;
  private int thinnings;
  private boolean begun;
  private int latestSeq;
  private long latestOffset;

  /** Records sequence space that was sent. */
  void onSent(long timeNs, long frame, int start, int length, boolean again) {
    add(timeNs, frame, offset(start), length, again ? AGAIN : SENT, 0);
  }

  /** Records an ACK with a verdict. */
  void onVerdict(long timeNs, long frame, int ack, int kind, long rttNs) {
    add(timeNs, frame, offset(ack), 0, kind, rttNs);
  }

  /** Records an event that has no place in the sequence space. */
  void onEvent(long timeNs, long frame, int kind, long valueNs) {
    add(timeNs, frame, latestOffset, 0, kind, valueNs);
  }

  /** Offset from the first sequence number, even beyond 4 GB. */
  private long offset(int seq) {
    if (begun) {
      latestOffset += seq - latestSeq;
    }
    begun = true;
    latestSeq = seq;
    return latestOffset;
  }

  private void add(long timeNs, long frame, long offset, int length, int kind, long valueNs) {
    if (count == timesNs.length) {
      makeRoom();
    }
    timesNs[count] = timeNs;
    endsNs[count] = timeNs;
    sequences[count] = offset;
    lengths[count] = length;
    kinds[count] = kind;
    values[count] = valueNs;
    frames[count] = frame;
    count++;
  }

  private void makeRoom() {
    if (count < MAX_EVENTS) {
      resize(Math.min(MAX_EVENTS, 2 * count));
      return;
    }
    thinnings++;
    thin(/* troubles= */ false, /* holes= */ false);
    if (count > MAX_EVENTS / 4 * 3) {
      thin(/* troubles= */ false, /* holes= */ true);
    }
    if (count > MAX_EVENTS / 4 * 3) {
      thin(/* troubles= */ true, /* holes= */ true);
    }
  }

  private void resize(int size) {
    timesNs = Arrays.copyOf(timesNs, size);
    endsNs = Arrays.copyOf(endsNs, size);
    sequences = Arrays.copyOf(sequences, size);
    lengths = Arrays.copyOf(lengths, size);
    kinds = Arrays.copyOf(kinds, size);
    values = Arrays.copyOf(values, size);
    frames = Arrays.copyOf(frames, size);
  }

  /**
   * Merges events of a kind in pairs: adjacent sent segments become one longer segment; of other
   * events the later one stays.
   *
   * @param troubles whether to thin the events that show a problem, or the others
   * @param holes whether to drop one of two segments that are not adjacent
   */
  private void thin(boolean troubles, boolean holes) {
    int[] pending = new int[VERDICT + 2 * Verdict.values().length];
    Arrays.fill(pending, -1);
    boolean[] dropped = new boolean[count];
    for (int i = 0; i < count; i++) {
      int kind = kinds[i];
      if (isTrouble(kind) != troubles) {
        continue;
      }
      int before = pending[kind];
      if (before < 0) {
        pending[kind] = i;
      } else if (kind != SENT) {
        dropped[before] = true;
        pending[kind] = -1;
      } else if (sequences[before] + lengths[before] == sequences[i]) {
        lengths[before] += lengths[i];
        endsNs[before] = endsNs[i];
        dropped[i] = true;
        pending[kind] = -1;
      } else if (holes) {
        dropped[i] = true;
        pending[kind] = -1;
      } else {
        pending[kind] = i;
      }
    }
    keep(dropped);
  }

  private void keep(boolean[] dropped) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!dropped[i]) {
        timesNs[kept] = timesNs[i];
        endsNs[kept] = endsNs[i];
        sequences[kept] = sequences[i];
        lengths[kept] = lengths[i];
        kinds[kept] = kinds[i];
        values[kept] = values[i];
        frames[kept] = frames[i];
        kept++;
      }
    }
    count = kept;
  }

  private static boolean isTrouble(int kind) {
    return kind == AGAIN
        || kind == ZERO_WINDOW
        || (kind >= VERDICT && !Verdict.values()[(kind - VERDICT) >> 1].isSample());
  }

  /** Number of events. */
  int count() {
    return count;
  }

  /** Number of events that currently fit, which determines its memory. */
  int capacity() {
    return timesNs.length;
  }

  /** Writes the events column by column, times and sequence numbers as differences. */
  void write(JsonWriter json, long startNs) {
    json.field("thinned", (long) thinnings);
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = Math.round((timesNs[i] - startNs) / NS_PER_US);
    }
    writeDifferences(json, "t", times);
    json.array("d");
    for (int i = 0; i < count; i++) {
      json.value(Math.round((endsNs[i] - timesNs[i]) / NS_PER_US));
    }
    json.end();
    writeDifferences(json, "s", sequences);
    json.array("n");
    for (int i = 0; i < count; i++) {
      json.value((long) lengths[i]);
    }
    json.end().array("k");
    for (int i = 0; i < count; i++) {
      json.value((long) kinds[i]);
    }
    json.end().array("v");
    for (int i = 0; i < count; i++) {
      json.value(Math.round(values[i] / NS_PER_US));
    }
    json.end();
    writeDifferences(json, "f", frames);
  }

  private void writeDifferences(JsonWriter json, String name, long[] column) {
    json.array(name);
    long before = 0;
    for (int i = 0; i < count; i++) {
      json.value(column[i] - before);
      before = column[i];
    }
    json.end();
  }
}
