package io.rttd.reporting.status;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.reporting.json.JsonTree;
import io.rttd.reporting.json.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts intervals to JSON and back. Only for a {@code top} of the same {@link #FORMAT}. */
public final class IntervalCodec {
  /** Counts up whenever the meaning or order of the fields changes. */
  private static final int FORMAT = 1;

  private IntervalCodec() {}

  /**
   * An answer.
   *
   * @param last the number of the daemon's latest interval
   * @param intervals oldest first
   */
  public record Answer(long last, List<Interval> intervals) {
    /** Copies the list. */
    public Answer {
      intervals = List.copyOf(intervals);
    }
  }

  static void write(JsonWriter json, Answer answer) {
    json.object().field("format", FORMAT).field("last", answer.last()).array("intervals");
    answer.intervals().forEach(interval -> write(json, interval));
    json.end().end();
  }

  /**
   * Reads a response of the daemon.
   *
   * @throws IOException if it is anything else
   */
  public static Answer read(String answer) throws IOException {
    JsonTree document = JsonTree.parse(answer);
    JsonTree intervals = document.get("intervals");
    if (!intervals.isPresent()) {
      throw new IOException("not an answer from rttd: " + answer.lines().findFirst().orElse(""));
    }
    if (document.get("format").number() != FORMAT) {
      throw new IOException(
          "the running rttd is another version than this command: restart it, or use its own");
    }
    List<Interval> read = new ArrayList<>();
    intervals.elements().forEach(interval -> read.add(readInterval(interval)));
    return new Answer(document.get("last").number(), read);
  }

  private static void write(JsonWriter json, Interval interval) {
    json.object();
    json.field("number", interval.number());
    json.field("iface", interval.iface());
    json.field("start_ns", interval.startNs());
    json.field("end_ns", interval.endNs());
    json.object("counts");
    for (CaptureCounter counter : CaptureCounter.values()) {
      json.field(counter.id(), interval.counts().get(counter));
    }
    json.end();
    json.field("sampling_rate", interval.samplingRate());
    json.field("flows", interval.flows());
    json.field("samples", interval.samples());
    json.field("pair_count", interval.pairCount());
    json.field("diagnosis", interval.diagnosis());
    json.object("verdicts");
    interval.verdicts().forEach(json::field);
    json.end();
    json.array("pairs");
    interval.pairs().forEach(pair -> write(json, pair));
    json.end();
    json.end();
  }

  /** Without names, because there are thousands. */
  private static void write(JsonWriter json, PairRow pair) {
    json.array();
    json.value(pair.src()).value(pair.dst()).value(pair.service());
    json.value(pair.samples()).value(pair.retransmits());
    json.value(pair.p50()).value(pair.p99()).value(pair.max());
    json.value(pair.pathP50()).value(pair.pathP99());
    pair.connections().write(json);
    json.end();
  }

  private static Interval readInterval(JsonTree json) {
    Map<String, Long> verdicts = new LinkedHashMap<>();
    json.get("verdicts").fields().forEach((name, times) -> verdicts.put(name, times.number()));
    return new Interval(
        json.get("number").number(),
        json.get("iface").text(),
        json.get("start_ns").number(),
        json.get("end_ns").number(),
        CaptureCounts.of(counter -> json.get("counts").get(counter.id()).number()),
        json.get("sampling_rate").decimal(),
        json.get("flows").number(),
        json.get("samples").number(),
        (int) json.get("pair_count").number(),
        json.get("diagnosis").text(),
        verdicts,
        json.get("pairs").elements().stream().map(IntervalCodec::readPair).toList());
  }

  private static PairRow readPair(JsonTree json) {
    List<JsonTree> cells = json.elements();
    return new PairRow(
        cells.get(0).text(),
        cells.get(1).text(),
        cells.get(2).text(),
        cells.get(3).number(),
        cells.get(4).number(),
        cells.get(5).decimal(),
        cells.get(6).decimal(),
        cells.get(7).decimal(),
        cells.get(8).decimal(),
        cells.get(9).decimal(),
        ConnectionRow.read(cells.listIterator(10)));
  }
}
