package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.resources.Resource;
import io.rttd.config.OtlpConfig;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * Reports by OTLP over HTTP: each {@link io.rttd.reporting.Metric} and counter, with histograms in
 * place of distributions. {@code docs/metrics.md} describes them for users.
 *
 * <p>The reporter's thread builds the points and encodes them; the exporter's requests then wait in
 * {@link Delivery}, whose thread sends them. So the reporter never waits for the network.
 */
public final class OtlpSink implements MetricSink {
  private static final Logger LOGGER = System.getLogger(OtlpSink.class.getName());

  /** Keeps a request well below the 20 MiB that collectors accept. */
  private static final int MAX_POINTS = 8192;

  private final ReportingConfig config;
  private final DaemonCounts counts;
  private final AggregationTemporality temporality;
  private final Resource resource;
  private final InstrumentationScopeInfo scope;
  private final SeriesTable series;
  private final PairGauges gauges;
  private final ProcessSeries process;
  private final OtlpHttpMetricExporter exporter;
  private Delivery delivery;

  /**
   * Creates a sink.
   *
   * @param totalsBytes memory limit of totals since the start
   * @param version of rttd
   * @param counts what else to report; receives the state of the delivery
   * @param settings of the delivery
   */
  OtlpSink(
      ReportingConfig config,
      long totalsBytes,
      String version,
      DaemonCounts counts,
      Delivery.Settings settings) {
    OtlpConfig otlp = config.otlp().orElseThrow();
    boolean delta = otlp.temporality() == Temporality.DELTA;
    MetricChoice choice = new MetricChoice(config.metrics());
    this.config = config;
    this.counts = counts;
    this.temporality = delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    this.resource = HostResource.of(otlp.resource(), version);
    this.scope = InstrumentationScopeInfo.builder("io.rttd").setVersion(version).build();
    this.series = new SeriesTable(choice, delta, SeriesTable.pairsWithin(totalsBytes));
    this.gauges = new PairGauges(choice, config.percentiles());
    this.process =
        new ProcessSeries(
            choice,
            AttributeNames.of(config.tags()),
            delta,
            counts,
            settings.epochNs().getAsLong());
    this.exporter = exporter(otlp, settings);
  }

  /**
   * Creates a sink for the configured receiver, which must be configured but need not be running:
   * what it does not accept is buffered for a while, see {@code docs/metrics.md}.
   *
   * @param totalsBytes memory limit of totals since the start
   * @param version of rttd
   * @param counts what else to report; receives the state of the delivery
   * @throws UncheckedIOException if a certificate cannot be read
   */
  public static OtlpSink open(
      ReportingConfig config, long totalsBytes, String version, DaemonCounts counts) {
    OtlpConfig otlp = config.otlp().orElseThrow();
    Delivery.Settings settings =
        new Delivery.Settings(
            name(otlp.endpoint()),
            otlp.timeout(),
            Delivery.Settings.MAX_BYTES,
            Delivery.Settings.FIRST_PAUSE,
            SystemEpochNanoClock.INSTANCE::nanoTime);
    OtlpSink sink = new OtlpSink(config, totalsBytes, version, counts, settings);
    LOGGER.log(Level.INFO, "Sending OTLP metrics to {0}", settings.receiver());
    return sink;
  }

  /**
   * What a sink depends on. While it stays equal, the sink of the previous configuration fits a new
   * one, and what adds up since the start continues.
   */
  public static List<Object> settings(ReportingConfig config) {
    List<Double> percentiles = config.metrics().isEmpty() ? List.of() : config.percentiles();
    return List.of(config.otlp().orElseThrow(), config.metrics(), percentiles, config.tags());
  }

  /** The endpoint without its query, which may contain a token. */
  private static String name(URI endpoint) {
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority() + endpoint.getRawPath();
  }

  private OtlpHttpMetricExporter exporter(OtlpConfig otlp, Delivery.Settings settings) {
    ComponentLoader loader = ComponentLoader.forClassLoader(OtlpSink.class.getClassLoader());
    HttpSenderProvider provider = config -> deliver(config, settings);
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(otlp.endpoint().toString())
            .setCompression(otlp.gzip() ? "gzip" : "none")
            .setTimeout(otlp.timeout())
            .setConnectTimeout(otlp.timeout())
            .setMeterProvider(MeterProvider.noop())
            .setComponentLoader(
                new ComponentLoader() {
                  @Override
                  public <T> Iterable<T> load(Class<T> wanted) {
                    return wanted == HttpSenderProvider.class
                        ? List.of(wanted.cast(provider))
                        : loader.load(wanted);
                  }
                });
    otlp.headers().forEach(builder::addHeader);
    try {
      otlp.certificate().ifPresent(file -> builder.setTrustedCertificates(bytes(file)));
      otlp.clientKey()
          .ifPresent(
              key ->
                  builder.setClientTls(bytes(key), bytes(otlp.clientCertificate().orElseThrow())));
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UncheckedIOException(
          "cannot use the certificates or the key of OTEL_EXPORTER_OTLP_CERTIFICATE and the like: "
              + e.getMessage(),
          new IOException(e));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + file + ", a certificate or key for OTLP: " + e.getMessage(), e);
    }
  }

  private Delivery deliver(HttpSenderConfig sending, Delivery.Settings settings) {
    HttpSenderProvider jdk =
        ServiceLoader.load(HttpSenderProvider.class, OtlpSink.class.getClassLoader())
            .findFirst()
            .orElseThrow();
    delivery =
        new Delivery(
            jdk.createSender(new EncodedRequests(sending)),
            Optional.ofNullable(sending.getCompressor()),
            settings);
    return delivery;
  }

  @Override
  public void onReport(Report report) {
    noteDelivery();
    Attributes capture = AttributeNames.of(config.tags(), report);
    MetricBatch batch = new MetricBatch(temporality, report.endNs());
    process.addTo(batch, report.endNs());
    CaptureSeries captured = series.captureOf(report, capture);
    captured.addTo(batch);
    captured.addGauges(batch, report);
    for (PairReport peer : report.peers()) {
      gauges.addTo(batch, peer, AttributeNames.of(capture, peer.names()));
      batch = exportIfFull(batch, report);
    }
    for (PairSeries pair : series.pairsOf(report, capture)) {
      pair.addTo(batch);
      batch = exportIfFull(batch, report);
    }
    export(batch);
  }

  private MetricBatch exportIfFull(MetricBatch batch, Report report) {
    if (batch.points() < MAX_POINTS) {
      return batch;
    }
    export(batch);
    return new MetricBatch(temporality, report.endNs());
  }

  private void export(MetricBatch batch) {
    if (batch.points() > 0) {
      delivery.expect(batch.points());
      exporter.export(batch.toMetrics(resource, scope));
    }
  }

  private void noteDelivery() {
    counts.noteOtlp(delivery.latePoints(), delivery.takeLostPoints());
  }

  /** Number of points that wait for the receiver. Any thread. */
  long keptPoints() {
    return delivery.keptPoints();
  }

  /** Sends what waits if the receiver is reachable; ends the delivery's thread. */
  @Override
  public void close() {
    exporter.shutdown();
    noteDelivery();
  }
}
