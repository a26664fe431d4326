package io.rttd.analyze;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.UntimedReason;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import java.util.List;

/** Passes each step to several listeners, in order. */
final class VerdictListeners implements VerdictListener {
  private final VerdictListener[] listeners;

  private VerdictListeners(List<VerdictListener> listeners) {
    this.listeners = listeners.toArray(VerdictListener[]::new);
  }

  /** One listener for all; {@link VerdictListener#NONE} for none. */
  static VerdictListener of(List<VerdictListener> listeners) {
    return switch (listeners.size()) {
      case 0 -> VerdictListener.NONE;
      case 1 -> listeners.get(0);
      default -> new VerdictListeners(listeners);
    };
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    for (VerdictListener listener : listeners) {
      listener.onVerdict(verdict);
    }
  }

  @Override
  public void onSegment(Segment segment) {
    for (VerdictListener listener : listeners) {
      listener.onSegment(segment);
    }
  }

  @Override
  public void onDuplicate(Segment copy) {
    for (VerdictListener listener : listeners) {
      listener.onDuplicate(copy);
    }
  }

  @Override
  public void onSent(Segment segment, int start, int end) {
    for (VerdictListener listener : listeners) {
      listener.onSent(segment, start, end);
    }
  }

  @Override
  public void onTransmission(Segment segment, int wireSegments, boolean again) {
    for (VerdictListener listener : listeners) {
      listener.onTransmission(segment, wireSegments, again);
    }
  }

  @Override
  public void onSentAgain(Segment segment, long frame) {
    for (VerdictListener listener : listeners) {
      listener.onSentAgain(segment, frame);
    }
  }

  @Override
  public void onUntimed(Segment segment, UntimedReason reason) {
    for (VerdictListener listener : listeners) {
      listener.onUntimed(segment, reason);
    }
  }

  @Override
  public void onMerged(long frame, long into) {
    for (VerdictListener listener : listeners) {
      listener.onMerged(frame, into);
    }
  }

  @Override
  public void onCut(Segment ack, long frame) {
    for (VerdictListener listener : listeners) {
      listener.onCut(ack, frame);
    }
  }

  @Override
  public void onCovered(Segment ack, long frame) {
    for (VerdictListener listener : listeners) {
      listener.onCovered(ack, frame);
    }
  }

  @Override
  public void onAbandoned(long frame) {
    for (VerdictListener listener : listeners) {
      listener.onAbandoned(frame);
    }
  }

  @Override
  public void onRestart(Segment syn) {
    for (VerdictListener listener : listeners) {
      listener.onRestart(syn);
    }
  }

  @Override
  public void onReset(Segment rst) {
    for (VerdictListener listener : listeners) {
      listener.onReset(rst);
    }
  }

  @Override
  public void onResponse(Segment answer, long responseNs) {
    for (VerdictListener listener : listeners) {
      listener.onResponse(answer, responseNs);
    }
  }

  @Override
  public void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {
    for (VerdictListener listener : listeners) {
      listener.onCount(segment, bySource, counter, amount);
    }
  }
}
