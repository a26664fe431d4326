package io.rttd.probe.junit;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.probe.RttProbe;
import io.rttd.probe.RttProbeBuilder;
import io.rttd.probe.RttReading;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Measures the round-trip times, responses and retransmits of each test, and fails those that
 * exceed an {@link RttBound}, {@link ResponseBound} or {@link RetransmitBound}.
 *
 * <pre>{@code
 * @RegisterExtension
 * final RttExtension rtt = RttExtension.of(() -> RttProbe.on("lo").port(server.port()));
 *
 * @Test
 * @RttBound(percentile = 99, atMostMs = 5, minSamples = 100)
 * void answersQuickly() { … }
 * }</pre>
 *
 * <p>The probe runs from after the {@code @BeforeEach} methods to the end of the test method, which
 * may have it as a parameter of type {@link RttProbe}. A test whose probe cannot start (no
 * CAP_NET_RAW, no such interface) fails with what to do; without CAP_NET_RAW it is skipped, if
 * {@link SkipWithoutPermission} says so.
 */
public final class RttExtension
    implements BeforeTestExecutionCallback, AfterTestExecutionCallback, ParameterResolver {
  /**
   * Configuration parameter of the JUnit platform: {@code true} skips all tests that may not
   * capture, as {@link SkipWithoutPermission} does one.
   */
  public static final String SKIP_WITHOUT_PERMISSION = "rttd.skip-without-permission";

  /**
   * Configuration parameter: a folder that keeps the captures of all tests that fail, as {@link
   * KeepCapture} does that of one.
   */
  public static final String CAPTURE_FOLDER = "rttd.capture.folder";

  /** Configuration parameter: size limit of a kept capture, in millions of bytes; 64 unless set. */
  public static final String CAPTURE_MAX_MEGABYTES = "rttd.capture.max-megabytes";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RttExtension.class);

  private final Supplier<RttProbeBuilder> builders;
  private final Starter starter;

  /** What runs while a test does. */
  private record Measurement(RttProbe probe, Bounds bounds, Optional<KeptCapture> capture) {
    Optional<String> kept(boolean failed) {
      return capture.flatMap(
          each -> probe.recorded().flatMap(recorded -> each.finish(recorded, failed)));
    }
  }

  /** Starts a probe. */
  @FunctionalInterface
  interface Starter {
    RttProbe start(RttProbeBuilder settings) throws CaptureException;
  }

  RttExtension(Supplier<RttProbeBuilder> builders, Starter starter) {
    this.builders = builders;
    this.starter = starter;
  }

  /**
   * An extension whose probes are those of {@code builders}, which is called before each test,
   * after the {@code @BeforeEach} methods: ports are known then.
   */
  public static RttExtension of(Supplier<RttProbeBuilder> builders) {
    return new RttExtension(builders, RttProbeBuilder::start);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) throws CaptureException {
    Bounds bounds = Bounds.of(elements(context));
    RttProbeBuilder settings = builders.get();
    if (bounds.haveDirection() && !settings.hasPort()) {
      throw new ExtensionConfigurationException(
          "a bound with a direction needs RttProbe.on(…).port(…): the port tells the server");
    }
    Optional<KeptCapture> capture = KeptCapture.of(context);
    capture.ifPresent(kept -> kept.prepare(settings));
    try {
      context
          .getStore(NAMESPACE)
          .put(Measurement.class, new Measurement(starter.start(settings), bounds, capture));
    } catch (CaptureException e) {
      if (e.reason() == Reason.NO_PERMISSION && isSkipped(context)) {
        throw new TestAbortedException(e.getMessage(), e);
      }
      throw e;
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    Measurement test = measurement(context);
    if (test == null) {
      return;
    }
    Optional<Throwable> failure = context.getExecutionException();
    List<String> broken = List.of();
    String measured = "";
    try (RttProbe probe = test.probe()) {
      if (failure.isEmpty()) { // Else the test's own failure says more.
        RttReading reading = probe.reading();
        broken = test.bounds().broken(reading);
        measured = "measured: " + reading;
      }
    }
    boolean aborted = failure.filter(TestAbortedException.class::isInstance).isPresent();
    boolean failed = !broken.isEmpty() || (failure.isPresent() && !aborted);
    Optional<String> kept = test.kept(failed);
    kept.ifPresent(where -> context.publishReportEntry("rttd.capture", where));
    failure.ifPresent(thrown -> kept.map(KeptCapture.Note::new).ifPresent(thrown::addSuppressed));
    if (!broken.isEmpty()) {
      List<String> lines = new ArrayList<>(broken);
      lines.add(measured);
      kept.ifPresent(lines::add);
      throw new AssertionFailedError(String.join("\n", lines));
    }
  }

  private static Measurement measurement(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Measurement.class, Measurement.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RttProbe.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return measurement(context).probe();
  }

  private static boolean isSkipped(ExtensionContext context) {
    return elements(context).stream()
            .anyMatch(
                element -> AnnotationSupport.isAnnotated(element, SkipWithoutPermission.class))
        || context
            .getConfigurationParameter(SKIP_WITHOUT_PERMISSION, Boolean::valueOf)
            .orElse(false);
  }

  private static List<AnnotatedElement> elements(ExtensionContext context) {
    return Stream.<AnnotatedElement>concat(
            context.getTestClass().stream(), context.getTestMethod().stream())
        .toList();
  }
}
