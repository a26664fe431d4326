package io.rttd.probe.junit;

import io.rttd.capture.CaptureException;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttProbe;
import io.rttd.probe.RttProbeBuilder;
import io.rttd.probe.RttReading;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.util.AnnotationUtils;
import org.opentest4j.AssertionFailedError;

/**
 * Measures the round-trip times of each test, and fails those that exceed an {@link RttBound}.
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
 * CAP_NET_RAW, no such interface) fails with what to do.
 */
public final class RttExtension
    implements BeforeTestExecutionCallback, AfterTestExecutionCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(RttExtension.class);

  private final Supplier<RttProbeBuilder> settings;

  private RttExtension(Supplier<RttProbeBuilder> settings) {
    this.settings = settings;
  }

  /**
   * An extension whose probes are built by {@code settings}, which is called before each test,
   * after the {@code @BeforeEach} methods: ports are known then.
   */
  public static RttExtension of(Supplier<RttProbeBuilder> settings) {
    return new RttExtension(settings);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) throws CaptureException {
    bounds(context).forEach(RttExtension::check);
    context.getStore(NAMESPACE).put(RttProbe.class, settings.get().start());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    RttProbe probe = context.getStore(NAMESPACE).get(RttProbe.class, RttProbe.class);
    if (probe == null) {
      return;
    }
    try (probe) {
      if (context.getExecutionException().isEmpty()) { // Else the test's own failure says more.
        holdAgainst(bounds(context), probe.reading());
      }
    }
  }

  private static void holdAgainst(List<RttBound> bounds, RttReading reading) {
    List<String> broken = new ArrayList<>();
    for (RttBound bound : bounds) {
      broken(bound, reading).ifPresent(broken::add);
    }
    if (!broken.isEmpty()) {
      throw new AssertionFailedError(String.join("\n", broken) + "\nmeasured: " + reading);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RttProbe.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).get(RttProbe.class);
  }

  private static Optional<String> broken(RttBound bound, RttReading reading) {
    long samples = reading.samples(bound.of());
    if (samples < bound.minSamples()) {
      return Optional.of(
          name(bound) + ": " + samples + " samples, at least " + bound.minSamples() + " expected");
    }
    double measuredMs = reading.percentileMs(bound.of(), bound.percentile());
    return measuredMs <= bound.atMostMs()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %.3f ms, at most %s ms expected",
                name(bound),
                measuredMs,
                text(bound.atMostMs())));
  }

  private static List<RttBound> bounds(ExtensionContext context) {
    Stream<AnnotatedElement> elements =
        Stream.concat(context.getTestClass().stream(), context.getTestMethod().stream());
    return elements
        .flatMap(e -> AnnotationUtils.findRepeatableAnnotations(e, RttBound.class).stream())
        .toList();
  }

  private static void check(RttBound bound) {
    boolean legal =
        bound.percentile() >= 0
            && bound.percentile() <= 100
            && bound.atMostMs() > 0
            && bound.minSamples() >= 1;
    if (!legal) {
      throw new ExtensionConfigurationException(
          bound + ": percentile is 0 to 100, atMostMs above 0, minSamples at least 1");
    }
  }

  private static String name(RttBound bound) {
    String kind = bound.of() == RttKind.ALL ? "RTT" : "RTT (" + bound.of() + ")";
    return "p" + text(bound.percentile()) + " of " + kind.toLowerCase(Locale.ROOT);
  }

  private static String text(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
