package io.rttd.daemon.run;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.ReportFile;
import io.rttd.config.RttdConfig;
import io.rttd.otlp.OtlpSink;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.dogstatsd.DogStatsDSink;
import io.rttd.reporting.file.FileSink;
import io.rttd.reporting.file.HistogramLogLines;
import io.rttd.reporting.file.JsonLines;
import io.rttd.reporting.file.ReportLines;
import io.rttd.reporting.prometheus.PrometheusSink;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.agrona.CloseHelper;

/**
 * The sinks of a configuration, each identified by the settings it was opened with: if these stay
 * the same, the sink is kept. Single-threaded.
 */
final class SinkSet {
  private final Map<Object, MetricSink> sinks = new LinkedHashMap<>();
  private final boolean isFixed;
  private final DaemonCounts counts;

  private SinkSet(boolean isFixed, DaemonCounts counts) {
    this.isFixed = isFixed;
    this.counts = counts;
  }

  /** Exactly these sinks, regardless of current and later configurations. */
  static SinkSet fixed(List<MetricSink> given) {
    SinkSet set = new SinkSet(true, new DaemonCounts());
    given.forEach(sink -> set.sinks.put(sink, sink));
    return set;
  }

  /** Opens all sinks of the configuration. */
  static SinkSet open(RttdConfig config) {
    return openBeside(new SinkSet(false, new DaemonCounts()), config);
  }

  /** Opens the configuration's sinks, and keeps those already open with the same settings. */
  static SinkSet openBeside(SinkSet before, RttdConfig config) {
    if (before.isFixed) {
      return before;
    }
    SinkSet set = new SinkSet(false, before.counts);
    boolean opened = false;
    try {
      if (config.reporting().dogStatsD().isPresent()) {
        set.takeOrOpen(
            before,
            List.of("dogstatsd", config.reporting()),
            () -> DogStatsDSink.open(config.reporting(), set.counts, UnixDatagramChannel::open));
      }
      config
          .reporting()
          .prometheus()
          .ifPresent(
              listen ->
                  set.takeOrOpen(
                      before,
                      List.of("prometheus", listen),
                      () ->
                          PrometheusSink.open(
                              listen,
                              config.reporting().interval(),
                              config.reporting().prometheusBuckets(),
                              config.prometheusBytes(),
                              BuildVersion.text(),
                              set.counts)));
      if (config.reporting().otlp().isPresent()) {
        set.takeOrOpen(
            before,
            List.of("otlp", OtlpSink.settings(config.reporting())),
            () ->
                OtlpSink.open(
                    config.reporting(), config.otlpBytes(), BuildVersion.text(), set.counts));
      }
      set.takeOrOpenFiles(before, config);
      opened = true;
      return set;
    } finally {
      if (!opened) {
        set.closeAllBut(before);
      }
    }
  }

  private void takeOrOpenFiles(SinkSet before, RttdConfig config) {
    List<Double> percentiles = config.reporting().percentiles();
    config
        .files()
        .forEach(
            (file, path) -> {
              Object settings =
                  switch (file) {
                    case HLOG -> List.of(file, path);
                    case JSONL -> List.of(file, path, percentiles);
                  };
              takeOrOpen(before, settings, () -> FileSink.open(path, lines(file, percentiles)));
            });
  }

  private static ReportLines lines(ReportFile file, List<Double> percentiles) {
    return switch (file) {
      case HLOG -> new HistogramLogLines();
      case JSONL -> new JsonLines(percentiles);
    };
  }

  private void takeOrOpen(SinkSet before, Object settings, Supplier<MetricSink> opener) {
    MetricSink open = before.sinks.get(settings);
    if (open != null) {
      open.refresh();
    }
    sinks.put(settings, open == null ? opener.get() : open);
  }

  /** The daemon's own figures that these sinks report, across reloads. */
  DaemonCounts counts() {
    return counts;
  }

  /** The sinks, in the order in which they receive a report. */
  List<MetricSink> sinks() {
    return List.copyOf(sinks.values());
  }

  /** Closes the sinks that the other set does not have. */
  void closeAllBut(SinkSet kept) {
    sinks.values().stream()
        .filter(sink -> !kept.sinks.containsValue(sink))
        .forEach(CloseHelper::quietClose);
  }
}
