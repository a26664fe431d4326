package io.rttd.analyze.explain;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.HoldReason;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.SequenceNumbers;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tells the life of each segment of one flow: when it was sent, and sent again, what acknowledged
 * it, and what the matcher made of that.
 *
 * <p>It stands between a capture and an engine without shards: each segment is seen here first,
 * then by the engine, whose verdict on it comes back before the next. Relative sequence numbers
 * count from the first that was seen of each end. One thread.
 */
public final class FlowExplainer implements SegmentPublisher, VerdictListener {
  private final FlowSelector flow;
  private SegmentPublisher engine;
  private final Consumer<String> lines;
  private final Side a;
  private final Side b;
  private Segment current;
  private long firstNs = Segment.NO_TIME;
  private boolean seen;
  private LastVerdict spoken;
  private long leftOut;

  private record Sent(long frame, long timeNs) {}

  private record LastVerdict(
      Verdict verdict, HoldReason holdReason, long dataFrame, long rttNs, SegmentKind kind) {}

  private static final class SegmentHistory {
    int start;
    int end;
    String what;
    final List<Sent> sent = new ArrayList<>();
    final List<Sent> copies = new ArrayList<>();
    String sacked;
  }

  private static final class Side {
    final FlowSelector.End end;
    final List<SegmentHistory> outstanding = new ArrayList<>();
    boolean known;
    boolean reset;
    int first;
    boolean any;
    int max;
    boolean acked;
    int una;

    Side(FlowSelector.End end) {
      this.end = end;
    }
  }

  /**
   * An explainer that is not yet in front of an engine.
   *
   * @param flow which flow is explained; all others pass by
   * @param lines takes each line
   */
  public FlowExplainer(FlowSelector flow, Consumer<String> lines) {
    this.flow = flow;
    this.lines = lines;
    this.a = new Side(flow.a());
    this.b = new Side(flow.b());
  }

  /**
   * Stands in front of an engine without shards, which must report its verdicts to this explainer.
   *
   * @param intake the engine's own publisher
   */
  public SegmentPublisher inFrontOf(SegmentPublisher intake) {
    engine = intake;
    return this;
  }

  /** Whether any segment of the flow passed. */
  public boolean hasSeenTheFlow() {
    return seen;
  }

  @Override
  public Segment claim() {
    current = engine.claim();
    return current;
  }

  @Override
  public void publish() {
    Segment segment = current;
    boolean ours = flow.matches(segment);
    spoken = null;
    engine.publish();
    if (ours) {
      explain(segment);
    }
  }

  @Override
  public void leaveOut() {
    Segment copy = current;
    if (!flow.matches(copy)) {
      return;
    }
    leftOut++;
    Side sender = flow.isFromA(copy) ? a : b;
    int end = copy.seq + copy.sequenceLength();
    for (SegmentHistory life : sender.outstanding) {
      if (life.start == copy.seq && life.end == end) {
        life.copies.add(new Sent(copy.frame, copy.timeNs));
      }
    }
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    if (flow.matches(verdict.acknowledgement())) {
      spoken =
          new LastVerdict(
              verdict.verdict(),
              verdict.holdReason(),
              verdict.dataFrame(),
              verdict.rttNs(),
              verdict.kind());
    }
  }

  /** Tells of the segments that nothing acknowledged: call it at the end of the capture. */
  public void finish() {
    for (Side side : List.of(a, b)) {
      for (SegmentHistory life : side.outstanding) {
        lines.accept(describe(side, life) + "; never acknowledged");
      }
    }
    if (leftOut > 0) {
      lines.accept(
          leftOut
              + (leftOut == 1 ? " duplicate was" : " duplicates were")
              + " left out: the same packet captured again within 2 ms");
    }
  }

  private void explain(Segment segment) {
    seen = true;
    if (firstNs == Segment.NO_TIME) {
      firstNs = segment.timeNs;
    }
    Side sender = flow.isFromA(segment) ? a : b;
    Side receiver = sender == a ? b : a;
    boolean afterReset = sender.reset || receiver.reset;
    boolean otherIsn = sender.known && sender.first != segment.seq;
    if (segment.has(TcpFlags.SYN) && (otherIsn || afterReset)) {
      restart(segment, sender, receiver);
    }
    if (segment.has(TcpFlags.ACK) && receiver.known) {
      explainAck(segment, receiver);
    }
    if (segment.has(TcpFlags.RST)) {
      lines.accept(place(segment) + " " + sender.end + " resets the connection");
      sender.reset = true;
    } else if (segment.sequenceLength() > 0) {
      explainSent(segment, sender);
    }
  }

  private void restart(Segment segment, Side sender, Side receiver) {
    lines.accept(place(segment) + " " + sender.end + " starts another connection");
    forget(sender);
    if (!segment.has(TcpFlags.ACK)) {
      forget(receiver);
    }
  }

  private void forget(Side side) {
    for (SegmentHistory life : side.outstanding) {
      lines.accept(describe(side, life) + "; forgotten with the old connection");
    }
    side.outstanding.clear();
    side.known = false;
    side.reset = false;
    side.any = false;
    side.acked = false;
  }

  private void explainSent(Segment segment, Side sender) {
    int start = segment.seq;
    int end = start + segment.sequenceLength();
    if (!sender.known) {
      sender.known = true;
      sender.first = start;
    }
    Sent sent = new Sent(segment.frame, segment.timeNs);
    boolean again = false;
    for (SegmentHistory life : sender.outstanding) {
      if (SequenceNumbers.before(start, life.end) && SequenceNumbers.before(life.start, end)) {
        life.sent.add(sent);
        again = true;
      }
    }
    boolean hasNewPart = sender.any && SequenceNumbers.before(sender.max, end);
    boolean old = sender.any && SequenceNumbers.before(start, sender.max);
    if (old && hasNewPart) {
      start = sender.max; // the rest was sent before
    } else if (again) {
      return;
    } else if (sender.acked && SequenceNumbers.atOrBefore(end, sender.una)) {
      lines.accept(
          place(segment) + " " + range(sender, start, end) + " sent again, though acknowledged");
      return;
    }
    if (!sender.any || hasNewPart) {
      sender.any = true;
      sender.max = end;
    }
    SegmentHistory life = new SegmentHistory();
    life.start = start;
    life.end = end;
    life.what = segment.has(TcpFlags.SYN) ? "SYN" : segment.has(TcpFlags.FIN) ? "FIN" : "data";
    life.sent.add(sent);
    sender.outstanding.add(life);
  }

  private void explainAck(Segment ack, Side dataSender) {
    String by = "#" + ack.frame + " at " + seconds(ack.timeNs);
    if (spoken != null && spoken.kind == SegmentKind.PROBE) {
      lines.accept(
          "#"
              + spoken.dataFrame
              + " "
              + dataSender.end
              + " keep-alive; answered by "
              + by
              + ": "
              + sample());
      return;
    }
    if (spoken != null && spoken.verdict == Verdict.SACK) {
      for (SegmentHistory life : dataSender.outstanding) {
        if (life.sent.get(0).frame == spoken.dataFrame) {
          life.sacked = "a SACK block of " + by + " newly ends at it: " + sample();
          lines.accept(describe(dataSender, life) + "; " + life.sacked);
        }
      }
      return;
    }
    List<SegmentHistory> covered = new ArrayList<>();
    for (SegmentHistory life : dataSender.outstanding) {
      if (SequenceNumbers.atOrBefore(life.end, ack.ack)) {
        covered.add(life);
      } else if (spoken != null && spoken.verdict == Verdict.PARTIAL && isTimed(life)) {
        lines.accept(
            describe(dataSender, life)
                + "; cut by ack "
                + relative(dataSender, ack.ack)
                + " of "
                + by
                + ": "
                + sample());
      }
    }
    for (SegmentHistory life : covered) {
      String line =
          describe(dataSender, life)
              + "; covered by ack "
              + relative(dataSender, ack.ack)
              + " of "
              + by;
      lines.accept(line + ": " + outcome(life, ack.ack));
    }
    dataSender.outstanding.removeAll(covered);
    if (!dataSender.acked || SequenceNumbers.before(dataSender.una, ack.ack)) {
      dataSender.acked = true;
      dataSender.una = ack.ack;
    }
  }

  private String outcome(SegmentHistory life, int ack) {
    if (spoken == null) {
      return "no verdict (a keep-alive, a window probe, or not the timed direction)";
    }
    if (spoken.verdict.isSample() || spoken.verdict == Verdict.CLOCK) {
      return isTimed(life) ? sample() : "not timed, since the ACK tells of another segment";
    }
    return life.end == ack || spoken.dataFrame == 0 || isTimed(life)
        ? spoken.verdict.text() + ", no sample: " + reason(spoken.verdict)
        : "not timed, since the ACK ends at another segment";
  }

  private boolean isTimed(SegmentHistory life) {
    return life.sent.stream().anyMatch(sent -> sent.frame == spoken.dataFrame);
  }

  private String sample() {
    String reason =
        spoken.kind == SegmentKind.PROBE
            ? "it was sent once, and must be answered at once"
            : reason(spoken.verdict);
    String line =
        String.format(
            Locale.ROOT,
            "%s, %.6f ms from #%d, %s: %s",
            spoken.verdict.text(),
            spoken.rttNs / 1e6,
            spoken.dataFrame,
            spoken.holdReason.sampleClass().text(),
            reason);
    return spoken.holdReason == HoldReason.NONE ? line : line + "; " + spoken.holdReason.text();
  }

  private static String reason(Verdict verdict) {
    return switch (verdict) {
      case EXACT -> "sent once, ends where the ACK ends, nothing below it was sent later";
      case TIMESTAMP -> "the echoed timestamp names this transmission and no other";
      case SACK -> "it was sent once and arrived beyond a hole";
      case PARTIAL -> "longer than the MSS, sent once, cut for the first time";
      case PARTIALLY_ACKED -> "an earlier ACK had cut it";
      case RETRANSMITTED -> "sent more than once, and the ACK may be for either";
      case POST_LOSS -> "the ACK waited for a hole below it to be filled";
      case CUMULATIVE -> "the ACK ends at no segment";
      case UNSEEN -> "the ACK lies beyond everything that was seen sent";
      case REFUSED -> "a RST answered the SYN: the connection was refused";
      case NO_TIME -> "the segment or the ACK has no usable time";
      case CLOCK -> "the time is negative or beyond the maximum";
    };
  }

  private String describe(Side side, SegmentHistory life) {
    StringBuilder text = new StringBuilder(place(life.sent.get(0)));
    text.append(' ').append(side.end).append(' ').append(life.what);
    text.append(' ').append(range(side, life.start, life.end)).append(" sent");
    for (int i = 1; i < life.sent.size(); i++) {
      Sent again = life.sent.get(i);
      text.append(", again #").append(again.frame).append(" at ").append(seconds(again.timeNs));
    }
    for (Sent copy : life.copies) {
      text.append(", duplicate #").append(copy.frame).append(" at ").append(seconds(copy.timeNs));
    }
    return text.toString();
  }

  private static String range(Side side, int start, int end) {
    return relative(side, start) + ":" + relative(side, end) + " (" + (end - start) + ")";
  }

  private static long relative(Side side, int sequence) {
    return (sequence - side.first) & 0xFFFF_FFFFL;
  }

  private String place(Segment segment) {
    return place(new Sent(segment.frame, segment.timeNs));
  }

  private String place(Sent sent) {
    return String.format(Locale.ROOT, "#%d %s", sent.frame, seconds(sent.timeNs));
  }

  private String seconds(long timeNs) {
    return timeNs == Segment.NO_TIME
        ? "(no usable time)"
        : String.format(Locale.ROOT, "%.6f", (timeNs - firstNs) / 1e9);
  }

  @Override
  public void flush() {
    engine.flush();
  }

  @Override
  public void tick(long timeNs) {
    engine.tick(timeNs);
  }

  @Override
  public void report(long timeNs, boolean last) {
    engine.report(timeNs, last);
  }

  @Override
  public long stalls() {
    return engine.stalls();
  }
}
