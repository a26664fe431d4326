package io.rttd.analyze.explain;

import static io.rttd.model.SequenceNumbers.before;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;

/** Records when one segment was sent, retransmitted and captured a second time. */
final class SegmentHistory {
  private final FlowClock clock;
  private final FlowEnd sender;
  private final int start;
  private final int end;
  private final String what;
  private final List<Sent> transmissions = new ArrayList<>();
  private final List<Sent> copies = new ArrayList<>();
  private final List<SegmentHistory> merged = new ArrayList<>();

  private boolean fillsGap;

  private record Sent(long frame, long timeNs) {}

  SegmentHistory(FlowClock clock, FlowEnd sender, Segment segment, int start, int end) {
    this.clock = clock;
    this.sender = sender;
    this.start = start;
    this.end = end;
    what = segment.has(TcpFlags.SYN) ? "SYN" : segment.has(TcpFlags.FIN) ? "FIN" : "data";
    transmissions.add(new Sent(segment.frame, segment.timeNs));
  }

  /** Whether data above this segment was captured before it. */
  void setFillsGap(boolean filling) {
    fillsGap = filling;
  }

  FlowEnd sender() {
    return sender;
  }

  /** Records a retransmission of this segment, or of one merged into it. */
  void addTransmission(Segment segment) {
    int segmentEnd = segment.seq + segment.sequenceLength();
    for (SegmentHistory history : withMerged()) {
      if (before(segment.seq, history.end) && before(history.start, segmentEnd)) {
        history.transmissions.add(new Sent(segment.frame, segment.timeNs));
      }
    }
  }

  void addCopy(Segment segment) {
    copies.add(new Sent(segment.frame, segment.timeNs));
  }

  /** Merges an earlier segment that shares the fate of this one from now on. */
  void merge(SegmentHistory other) {
    merged.addAll(other.withMerged());
  }

  /** The earlier segments that share the fate of this one, followed by this one. */
  List<SegmentHistory> withMerged() {
    List<SegmentHistory> all = new ArrayList<>(merged);
    all.add(this);
    return all;
  }

  boolean isExactly(FlowEnd otherSender, int otherStart, int otherEnd) {
    return sender == otherSender && start == otherStart && end == otherEnd;
  }

  boolean endsAt(int sequence) {
    return end == sequence;
  }

  boolean wasSentIn(long frame) {
    return transmissions.stream().anyMatch(sent -> sent.frame == frame);
  }

  /** {@code #1 0.000000 198.18.0.1:40000 data 0:100 (100) sent, again #2 at 0.200000}. */
  @Override
  public String toString() {
    Sent first = transmissions.get(0);
    StringBuilder text = new StringBuilder(clock.place(first.frame, first.timeNs));
    text.append(' ').append(sender).append(' ').append(what);
    text.append(' ').append(sender.range(start, end)).append(" sent");
    text.append(fillsGap ? ", filling a gap" : "");
    for (Sent again : transmissions.subList(1, transmissions.size())) {
      append(text, ", again #", again);
    }
    for (Sent copy : copies) {
      append(text, ", duplicate #", copy);
    }
    return text.toString();
  }

  private void append(StringBuilder text, String word, Sent sent) {
    text.append(word).append(sent.frame).append(" at ").append(clock.seconds(sent.timeNs));
  }
}
