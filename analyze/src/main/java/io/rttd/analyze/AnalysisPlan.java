package io.rttd.analyze;

import io.rttd.analyze.explain.FlowExplainer;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.ServicePorts;
import io.rttd.pipeline.TimedDirections;
import io.rttd.reporting.MetricSink;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What to analyze, and where the results go.
 *
 * @param files capture files; {@code -} is standard input
 * @param merged whether frames are read in the order of their times, not of the files
 * @param choice which of their packets to read
 * @param timedEnds which directions are timed
 * @param memoryBytes budget for flows, segments and pairs together
 * @param interval time between two reports, by the packets' time; zero for one report of everything
 * @param samples gets one line per verdict, if present; the caller closes it
 * @param explainer explains one flow, if present
 * @param listener called for each verdict in the order of the frames, if present
 * @param connections whether each connection is recorded
 * @param services which server ports have a name
 * @param sinks receive each report, in addition to the totals
 * @param progress called every few milliseconds with the progress
 * @param follower called with the result so far, about once a second while a file grows; then the
 *     files are followed until {@link Analysis#stop()}
 */
public record AnalysisPlan(
    List<Path> files,
    boolean merged,
    FrameChoice choice,
    TimedDirections timedEnds,
    long memoryBytes,
    Duration interval,
    Optional<OutputStream> samples,
    Optional<FlowExplainer> explainer,
    Optional<VerdictListener> listener,
    boolean connections,
    ServicePorts services,
    List<MetricSink> sinks,
    Consumer<Progress> progress,
    Optional<Consumer<AnalysisSummary>> follower) {

  /** Progress of the reading; the total is -1 if unknown; the samples may lag behind. */
  public record Progress(long bytesRead, long totalBytes, long frames, long samples) {}

  /** Copies the lists. */
  public AnalysisPlan {
    files = List.copyOf(files);
    sinks = List.copyOf(sinks);
  }

  /** Reads these files one after the other, without listeners. */
  public static AnalysisPlan of(List<Path> files, TimedDirections timedEnds) {
    return new AnalysisPlan(
        files,
        false,
        FrameChoice.ALL,
        timedEnds,
        AnalysisMemory.defaultBytes(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        ServicePorts.NONE,
        List.of(),
        progress -> {},
        Optional.empty());
  }

  /** The name of the capture in reports: that of the file, or of the first file. */
  String name() {
    Path name = files.get(0).getFileName();
    return name == null ? files.get(0).toString() : name.toString();
  }

  /** The same plan, restricted to these packets. */
  public AnalysisPlan choosing(FrameChoice packets) {
    Draft draft = new Draft(this);
    draft.choice = packets;
    return draft.build();
  }

  /** The same plan, with frames in the order of their times if {@code wished}. */
  public AnalysisPlan merged(boolean wished) {
    Draft draft = new Draft(this);
    draft.merged = wished;
    return draft.build();
  }

  /** The same plan, with this budget. */
  public AnalysisPlan within(long bytes) {
    Draft draft = new Draft(this);
    draft.memoryBytes = bytes;
    return draft.build();
  }

  /** The same plan, with a report at each multiple of {@code time}. */
  public AnalysisPlan every(Duration time) {
    Draft draft = new Draft(this);
    draft.interval = time;
    return draft.build();
  }

  /** The same plan, with one line per verdict. */
  public AnalysisPlan withSamples(OutputStream out) {
    Draft draft = new Draft(this);
    draft.samples = Optional.of(out);
    return draft.build();
  }

  /** The same plan, with an explanation of one flow. */
  public AnalysisPlan explainedBy(FlowExplainer teller) {
    Draft draft = new Draft(this);
    draft.explainer = Optional.of(teller);
    return draft.build();
  }

  /** The same plan, with this listener. */
  public AnalysisPlan heardBy(VerdictListener hearer) {
    Draft draft = new Draft(this);
    draft.listener = Optional.of(hearer);
    return draft.build();
  }

  /** The same plan, recording each connection for {@link AnalysisSummary#connections()}. */
  public AnalysisPlan withConnections() {
    Draft draft = new Draft(this);
    draft.connections = true;
    return draft.build();
  }

  /** The same plan, with names for server ports: pairs are then also distinguished by service. */
  public AnalysisPlan naming(ServicePorts ports) {
    Draft draft = new Draft(this);
    draft.services = ports;
    return draft.build();
  }

  /** The same plan, with one more sink. */
  public AnalysisPlan with(MetricSink sink) {
    List<MetricSink> more = new ArrayList<>(sinks);
    more.add(sink);
    Draft draft = new Draft(this);
    draft.sinks = more;
    return draft.build();
  }

  /** The same plan, with this receiver of progress. */
  public AnalysisPlan watchedBy(Consumer<Progress> watcher) {
    Draft draft = new Draft(this);
    draft.progress = watcher;
    return draft.build();
  }

  /** The same plan, following a file as it grows. */
  public AnalysisPlan followedBy(Consumer<AnalysisSummary> viewer) {
    Draft draft = new Draft(this);
    draft.follower = Optional.of(viewer);
    return draft.build();
  }

  /** A mutable copy of a plan. */
  private static final class Draft {
    private final List<Path> files;
    private boolean merged;
    private FrameChoice choice;
    private final TimedDirections timedEnds;
    private long memoryBytes;
    private Duration interval;
    private Optional<OutputStream> samples;
    private Optional<FlowExplainer> explainer;
    private Optional<VerdictListener> listener;
    private boolean connections;
    private ServicePorts services;
    private List<MetricSink> sinks;
    private Consumer<Progress> progress;
    private Optional<Consumer<AnalysisSummary>> follower;

    private Draft(AnalysisPlan from) {
      files = from.files;
      merged = from.merged;
      choice = from.choice;
      timedEnds = from.timedEnds;
      memoryBytes = from.memoryBytes;
      interval = from.interval;
      samples = from.samples;
      explainer = from.explainer;
      listener = from.listener;
      connections = from.connections;
      services = from.services;
      sinks = from.sinks;
      progress = from.progress;
      follower = from.follower;
    }

    private AnalysisPlan build() {
      return new AnalysisPlan(
          files,
          merged,
          choice,
          timedEnds,
          memoryBytes,
          interval,
          samples,
          explainer,
          listener,
          connections,
          services,
          sinks,
          progress,
          follower);
    }
  }
}
