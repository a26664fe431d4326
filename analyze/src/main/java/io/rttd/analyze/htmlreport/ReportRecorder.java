package io.rttd.analyze.htmlreport;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Address;
import io.rttd.model.PairCounter;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.Service;
import io.rttd.model.ServicePorts;

/**
 * Listens to an analysis and records data for its page: what happened over time, in total and by
 * pair and service, and the events of the most interesting connections. Memory is bounded. Not
 * thread-safe.
 */
public final class ReportRecorder implements VerdictListener {
  private static final int BUCKETS_OF_ALL = 960;
  private static final int DIGITS_OF_ALL = 2;

  private final ServicePorts services;
  private final TimeSeries all = new TimeSeries(BUCKETS_OF_ALL, DIGITS_OF_ALL);
  private final TimeSeriesSet<PairOf> pairs = new TimeSeriesSet<>();
  private final TimeSeriesSet<ServiceLeg> legs = new TimeSeriesSet<>();
  private final SequenceTraces traces = new SequenceTraces();
  private TracedConnection current;

  /** A pair, as distinguished in reports. */
  record PairOf(String service, Address src, Address dst) {}

  /**
   * One direction of a service.
   *
   * @param service its name, else its port; empty if the server is not known
   * @param fromServer whether the server's data is timed
   */
  record ServiceLeg(String service, boolean fromServer) {}

  /**
   * Creates a recorder that has recorded nothing yet.
   *
   * @param services which server ports have a name
   */
  public ReportRecorder(ServicePorts services) {
    this.services = services;
  }

  @Override
  public void onSegment(Segment segment) {
    current = traces.onSegment(segment);
  }

  @Override
  public void onRestart(Segment syn) {
    current = traces.onRestart(syn);
  }

  @Override
  public void onSent(Segment segment, int start, int end) {
    if (segment.timeNs != Segment.NO_TIME) {
      current
          .fromSource(segment)
          .onSent(segment.timeNs, segment.frame, start, end - start, /* again= */ false);
      current.onSent(end - start, /* again= */ false);
    }
  }

  @Override
  public void onTransmission(Segment segment, int wireSegments, boolean again) {
    long timeNs = segment.timeNs;
    if (timeNs == Segment.NO_TIME) {
      return;
    }
    if (again) {
      int length = segment.sequenceLength();
      current.fromSource(segment).onSent(timeNs, segment.frame, segment.seq, length, true);
      current.onSent(length, /* again= */ true);
    }
    add(segment, /* bySource= */ true, series -> series.addSegments(timeNs, wireSegments, again));
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    Segment ack = verdict.acknowledgement();
    if (ack.timeNs == Segment.NO_TIME) {
      return;
    }
    boolean prompt = verdict.sampleClass() == SampleClass.PROMPT;
    long rttNs = verdict.rttNs();
    int kind = SequenceTrace.VERDICT + 2 * verdict.verdict().ordinal() + (prompt ? 0 : 1);
    current.fromDestination(ack).onVerdict(ack.timeNs, ack.frame, ack.ack, kind, rttNs);
    if (verdict.verdict().isSample()) {
      current.onSample(rttNs);
      add(ack, /* bySource= */ false, series -> series.addSample(ack.timeNs, rttNs, prompt));
    }
  }

  @Override
  public void onResponse(Segment answer, long responseNs) {
    if (answer.timeNs != Segment.NO_TIME) {
      current
          .fromDestination(answer)
          .onEvent(answer.timeNs, answer.frame, SequenceTrace.RESPONSE, responseNs);
      add(answer, /* bySource= */ false, series -> series.addResponse(answer.timeNs, responseNs));
    }
  }

  @Override
  public void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {
    boolean about = current != null && current.isBetween(segment);
    if (counter == PairCounter.ZERO_WINDOWS && about && segment.timeNs != Segment.NO_TIME) {
      SequenceTrace trace =
          bySource ? current.fromSource(segment) : current.fromDestination(segment);
      trace.onEvent(segment.timeNs, segment.frame, SequenceTrace.ZERO_WINDOW, 0);
      add(segment, bySource, series -> series.addZeroWindow(segment.timeNs));
    }
  }

  /**
   * Adds an event about data sent by a segment's source if {@code bySource}, else by its
   * destination.
   */
  private void add(Segment segment, boolean bySource, TimeSeriesSet.Event event) {
    event.addTo(all);
    Address source = new Address(segment.srcHi, segment.srcLo);
    Address destination = new Address(segment.dstHi, segment.dstLo);
    int serverPort = current.serverPort();
    String service = serverPort < 0 ? "" : nameOf(serverPort);
    Address src = bySource ? source : destination;
    pairs.add(new PairOf(service, src, bySource ? destination : source), event);
    String shown = service.isEmpty() && serverPort >= 0 ? Integer.toString(serverPort) : service;
    int senderPort = bySource ? segment.srcPort : segment.dstPort;
    legs.add(new ServiceLeg(shown, senderPort == serverPort), event);
  }

  private String nameOf(int port) {
    Service service = services.at(port, /* local= */ false);
    return service == null ? "" : service.name();
  }

  TimeSeries all() {
    return all;
  }

  TimeSeriesSet<PairOf> pairs() {
    return pairs;
  }

  TimeSeriesSet<ServiceLeg> legs() {
    return legs;
  }

  SequenceTraces traces() {
    return traces;
  }
}
