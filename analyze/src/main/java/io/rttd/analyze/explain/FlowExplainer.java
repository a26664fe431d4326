package io.rttd.analyze.explain;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.HoldReason;
import io.rttd.engine.rtt.UntimedReason;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Explains the history of each segment of one flow: when it was sent and retransmitted, what
 * acknowledged it, and the verdict.
 *
 * <p>It decides nothing, only puts into words the steps that the matcher reports. Relative sequence
 * numbers count from the first one seen from each end. Confined to the thread of an engine without
 * shards.
 */
public final class FlowExplainer implements VerdictListener {
  private final FlowSelector flow;
  private final Consumer<String> lines;
  private final FlowEnd a;
  private final FlowEnd b;
  private final FlowClock clock = new FlowClock();
  private final Map<Long, SegmentHistory> outstanding = new LinkedHashMap<>();
  private boolean ours;
  private boolean seen;
  private LastVerdict spoken;
  private long leftOut;

  private record LastVerdict(
      Verdict verdict, HoldReason holdReason, long dataFrame, long rttNs, SegmentKind kind) {}

  /**
   * Creates an explainer of one flow.
   *
   * @param flow the flow to explain; all others are ignored
   * @param lines receives each line
   */
  public FlowExplainer(FlowSelector flow, Consumer<String> lines) {
    this.flow = flow;
    this.lines = lines;
    this.a = new FlowEnd(flow.a());
    this.b = new FlowEnd(flow.b());
  }

  /** Whether any segment of the flow passed. */
  public boolean hasSeenTheFlow() {
    return seen;
  }

  @Override
  public void onSegment(Segment segment) {
    ours = flow.matches(segment);
    if (ours) {
      seen = true;
      clock.startAt(segment.timeNs);
      if (segment.sequenceLength() > 0 && !segment.has(TcpFlags.RST)) {
        sender(segment).countFrom(segment.seq);
      }
    }
  }

  @Override
  public void onDuplicate(Segment copy) {
    if (flow.matches(copy)) {
      leftOut++;
      FlowEnd sender = sender(copy);
      int end = copy.seq + copy.sequenceLength();
      for (SegmentHistory history : outstanding.values()) {
        if (history.isExactly(sender, copy.seq, end)) {
          history.addCopy(copy);
        }
      }
    }
  }

  @Override
  public void onSent(Segment segment, int start, int end) {
    if (ours) {
      FlowEnd sender = sender(segment);
      SegmentHistory history = new SegmentHistory(clock, sender, segment, start, end);
      history.setFillsGap(sender.send(start, end));
      outstanding.put(segment.frame, history);
    }
  }

  @Override
  public void onSentAgain(Segment segment, long frame) {
    if (!ours) {
      return;
    }
    SegmentHistory history = outstanding.get(frame);
    if (history != null) {
      history.addTransmission(segment);
    } else {
      String range = sender(segment).range(segment.seq, segment.seq + segment.sequenceLength());
      lines.accept(clock.place(segment) + " " + range + " sent again, though acknowledged");
    }
  }

  @Override
  public void onUntimed(Segment segment, UntimedReason reason) {
    if (ours) {
      int end = segment.seq + segment.sequenceLength();
      SegmentHistory history =
          new SegmentHistory(clock, sender(segment), segment, segment.seq, end);
      lines.accept(history + "; not timed: " + reason.text());
    }
  }

  @Override
  public void onMerged(long frame, long into) {
    SegmentHistory merged = outstanding.remove(frame);
    SegmentHistory survivor = outstanding.get(into);
    if (merged != null && survivor != null) {
      survivor.merge(merged);
    }
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    if (!ours) {
      return;
    }
    spoken =
        new LastVerdict(
            verdict.verdict(),
            verdict.holdReason(),
            verdict.dataFrame(),
            verdict.rttNs(),
            verdict.kind());
    Segment ack = verdict.acknowledgement();
    if (spoken.kind == SegmentKind.PROBE) {
      lines.accept(
          "#"
              + spoken.dataFrame
              + " "
              + receiver(ack)
              + " keep-alive; answered by "
              + by(ack)
              + ": "
              + sample());
    } else if (spoken.verdict == Verdict.SACK) {
      lines.accept(
          outstanding.get(spoken.dataFrame)
              + "; a SACK block of "
              + by(ack)
              + " newly ends at it: "
              + sample());
    }
  }

  @Override
  public void onCut(Segment ack, long frame) {
    if (ours && spoken.verdict == Verdict.PARTIAL) {
      lines.accept(
          outstanding.get(frame)
              + "; cut by ack "
              + receiver(ack).relative(ack.ack)
              + " of "
              + by(ack)
              + ": "
              + sample());
    }
  }

  @Override
  public void onCovered(Segment ack, long frame) {
    if (ours) {
      String cover = "; covered by ack " + receiver(ack).relative(ack.ack) + " of " + by(ack);
      for (SegmentHistory history : outstanding.remove(frame).withMerged()) {
        lines.accept(history + cover + ": " + outcome(history, ack.ack));
      }
    }
  }

  @Override
  public void onAbandoned(long frame) {
    SegmentHistory abandoned = outstanding.remove(frame);
    if (abandoned != null) {
      for (SegmentHistory history : abandoned.withMerged()) {
        lines.accept(history + "; forgotten with its connection");
      }
    }
  }

  @Override
  public void onRestart(Segment syn) {
    if (ours) {
      lines.accept(clock.place(syn) + " " + sender(syn) + " starts another connection");
      sender(syn).restartAt(syn.seq);
      if (!syn.has(TcpFlags.ACK)) {
        receiver(syn).forget();
      }
    }
  }

  @Override
  public void onReset(Segment rst) {
    if (ours) {
      lines.accept(clock.place(rst) + " " + sender(rst) + " resets the connection");
    }
  }

  /** Reports the segments that were never acknowledged; call it at the end of the capture. */
  public void finish() {
    for (FlowEnd end : List.of(a, b)) {
      outstanding.values().stream()
          .filter(history -> history.sender() == end)
          .flatMap(history -> history.withMerged().stream())
          .forEach(history -> lines.accept(history + "; never acknowledged"));
    }
    if (leftOut > 0) {
      lines.accept(
          leftOut
              + (leftOut == 1 ? " duplicate was" : " duplicates were")
              + " left out: the same packet captured again within 2 ms");
    }
  }

  private String outcome(SegmentHistory history, int ack) {
    boolean timed = history.wasSentIn(spoken.dataFrame);
    if (spoken.verdict.isSample() || spoken.verdict == Verdict.CLOCK) {
      return timed ? sample() : "not timed, since the ACK reports another segment";
    }
    return timed || history.endsAt(ack) || spoken.dataFrame == 0
        ? spoken.verdict.text() + ", no sample: " + spoken.verdict.meaning()
        : "not timed, since the ACK ends at another segment";
  }

  private String sample() {
    List<String> reasons = new ArrayList<>();
    if (spoken.kind == SegmentKind.PROBE) {
      reasons.add("it was sent once, and must be answered at once");
    } else if (spoken.verdict != Verdict.EXACT) {
      reasons.add(spoken.verdict.meaning());
    }
    if (spoken.holdReason != HoldReason.NONE) {
      reasons.add(spoken.holdReason.text());
    }
    String line =
        String.format(
            Locale.ROOT,
            "%s, %.6f ms from #%d, %s",
            spoken.verdict.text(),
            spoken.rttNs / 1e6,
            spoken.dataFrame,
            spoken.holdReason.sampleClass().text());
    return reasons.isEmpty() ? line : line + ": " + String.join("; ", reasons);
  }

  private String by(Segment ack) {
    return "#" + ack.frame + " at " + clock.seconds(ack.timeNs);
  }

  private FlowEnd sender(Segment segment) {
    return flow.isFromA(segment) ? a : b;
  }

  private FlowEnd receiver(Segment segment) {
    return flow.isFromA(segment) ? b : a;
  }
}
