package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Samples;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver that is away, overloaded, or rejects what it gets. */
@Timeout(60)
class OutageTest {
  private static final String RTT = "system.net.tcp.rtt.dist";

  private final Receiver receiver = new Receiver();
  private final DaemonCounts counts = new DaemonCounts();
  private final AtomicLong epochNs = new AtomicLong(Reports.SECOND_NS);
  private OtlpSink sink;

  @AfterEach
  void close() {
    if (sink != null) {
      sink.close();
    }
    receiver.close();
  }

  @Test
  void shouldLoseNothingWhileTheReceiverIsAwayForAMinute() {
    open(Delivery.Settings.MAX_BYTES);
    report(1);
    awaitDelivery();

    receiver.stop();
    for (int second = 2; second <= 61; second++) {
      report(second);
      epochNs.addAndGet(Reports.SECOND_NS);
    }
    assertThat(sink.keptPoints()).isPositive();
    assertThat(receiver.histograms(RTT)).hasSize(1);
    receiver.open();

    awaitDelivery();
    report(62);
    awaitDelivery();
    assertThat(receiver.histograms(RTT))
        .extracting(ExponentialHistogramDataPoint::getTimeUnixNano)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 62).mapToObj(second -> second * Reports.SECOND_NS).toList());
    assertThat(receiver.histograms(RTT))
        .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));
    assertThat(counts.lostPoints()).isZero();
  }

  @Test
  void shouldLoseTheOldestBeyondTheLimitAndCountThem() {
    open(20_000);
    report(1);
    awaitDelivery();
    long pointsOfAReport = pointsReceived();

    receiver.stop();
    for (int second = 2; second <= 100; second++) {
      report(second);
    }
    long kept = sink.keptPoints();
    receiver.open();
    awaitDelivery();
    report(101);

    awaitDelivery();
    assertThat(kept).isLessThan(60 * pointsOfAReport);
    assertThat(counts.lostPoints()).isPositive();
    assertThat(pointsReceived() + counts.lostPoints()).isEqualTo(101 * pointsOfAReport);
    assertThat(receiver.histograms(RTT).get(receiver.histograms(RTT).size() - 1).getTimeUnixNano())
        .isEqualTo(101 * Reports.SECOND_NS);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void shouldSendAgainWhatAnOverloadedReceiverDoesNotTake(int status) {
    open(Delivery.Settings.MAX_BYTES);
    receiver.answer(status, new byte[0]);
    report(1);
    report(2);
    await().until(() -> receiver.refused() > 2);

    receiver.answer(200, new byte[0]);
    awaitDelivery();
    assertThat(receiver.histograms(RTT)).hasSize(2);
    assertThat(counts.lostPoints()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 404, 500})
  void shouldCountWhatTheReceiverRejects(int status) {
    open(Delivery.Settings.MAX_BYTES);
    receiver.answer(status, new byte[0]);
    report(1);
    awaitDelivery();

    receiver.answer(200, new byte[0]);
    report(2);
    awaitDelivery();
    assertThat(receiver.histograms(RTT)).hasSize(1);
    assertThat(counts.lostPoints()).isEqualTo(pointsReceived());
  }

  @Test
  void shouldCountPointsThatTheReceiverRejectsFromAnAcceptedRequest() {
    open(Delivery.Settings.MAX_BYTES);
    receiver.answer(200, PartialSuccessTest.rejecting(3, "too old"));
    report(1);
    awaitDelivery();
    receiver.answer(200, new byte[0]);

    report(2);
    awaitDelivery();
    assertThat(counts.lostPoints()).isEqualTo(3);
    assertThat(receiver.sums("rttd.otlp.lost").get(1).getAsInt()).isEqualTo(3);
  }

  @Test
  void shouldDropWhatIsOlderThanAnHour() {
    open(Delivery.Settings.MAX_BYTES);
    receiver.answer(503, new byte[0]);
    report(1);
    long kept = sink.keptPoints();
    await().until(() -> receiver.refused() > 0);
    epochNs.addAndGet(TimeUnit.HOURS.toNanos(1) + 1);
    awaitDelivery();
    receiver.answer(200, new byte[0]);

    report(3_602);
    awaitDelivery();
    assertThat(counts.lostPoints()).isEqualTo(kept).isPositive();
    assertThat(receiver.histograms(RTT))
        .extracting(ExponentialHistogramDataPoint::getTimeUnixNano)
        .containsExactly(3_602 * Reports.SECOND_NS);
  }

  @Test
  void shouldNeverWaitForTheReceiver() {
    receiver.fallSilent();
    open(Delivery.Settings.MAX_BYTES);

    for (int second = 1; second <= 50; second++) {
      report(second);
    }

    assertThat(sink.keptPoints()).isPositive();
    assertThat(receiver.requests()).isEmpty();
  }

  /** Several captures report at the end of an interval, one after the other. */
  @Test
  void shouldNotCountAsKeptWhatWasOnlyJustSent() {
    open(Delivery.Settings.MAX_BYTES);
    receiver.answer(503, new byte[0]);
    report(1);
    epochNs.addAndGet(Reports.SECOND_NS / 2);
    report(1);
    assertThat(counts.keptPoints()).isZero();

    epochNs.addAndGet(Reports.SECOND_NS);
    report(2);
    assertThat(counts.keptPoints()).isPositive();
  }

  @Test
  void shouldSendWhatWaitsWhenItIsClosed() {
    open(Delivery.Settings.MAX_BYTES);
    report(1);
    report(2);
    sink.close();

    assertThat(receiver.histograms(RTT)).hasSize(2);
    assertThat(counts.lostPoints()).isZero();
  }

  @Test
  void shouldCountWhatWasNeverSentWhenItIsClosed() {
    receiver.stop();
    open(Delivery.Settings.MAX_BYTES);
    report(1);
    long kept = sink.keptPoints();
    sink.close();

    assertThat(counts.lostPoints()).isEqualTo(kept);
    assertThat(counts.keptPoints()).isZero();
  }

  private void open(long maxBytes) {
    ReportingConfig config = Reports.config(Reports.otlp(receiver.url(), Temporality.DELTA));
    sink =
        new OtlpSink(
            config,
            1 << 26,
            "1.2.3",
            counts,
            new Delivery.Settings(
                receiver.url(),
                Duration.ofSeconds(5),
                maxBytes,
                Duration.ofMillis(10),
                epochNs::get));
  }

  private void report(int second) {
    sink.onReport(Reports.of(second, Samples.of("10.0.0.1", "10.0.0.2").prompt(1_000_000).build()));
  }

  private void awaitDelivery() {
    await().atMost(Duration.ofSeconds(40)).until(() -> sink.keptPoints() == 0);
  }

  private long pointsReceived() {
    return receiver.requests().stream()
        .flatMap(request -> request.getResourceMetricsList().stream())
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .mapToLong(
            metric ->
                metric.getGauge().getDataPointsCount()
                    + metric.getSum().getDataPointsCount()
                    + metric.getExponentialHistogram().getDataPointsCount())
        .sum();
  }
}
