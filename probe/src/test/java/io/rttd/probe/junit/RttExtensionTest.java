package io.rttd.probe.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.probe.Direction;
import io.rttd.probe.RttProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

class RttExtensionTest {
  /** Tests that only {@link RttExtensionTest} runs: Surefire knows no such name. */
  static final class Subject {
    @RegisterExtension
    final RttExtension rtt =
        new RttExtension(
            () -> RttProbe.on("lo"),
            settings -> {
              throw new CaptureException(Reason.NO_PERMISSION, "grant it with: this command");
            });

    @Test
    void mayNotCapture() {}

    @Test
    @SkipWithoutPermission
    void isSkippedThen() {}

    @Test
    @RttBound(percentile = 50, atMostMs = 1, direction = Direction.TO_SERVER)
    void boundsADirectionWithoutAPort() {}
  }

  @Test
  void shouldFailATestThatMayNotCaptureAndSayWhichCommandGrantsIt() {
    run("mayNotCapture", "false")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(CaptureException.class), message("grant it with: this command"))));
  }

  @Test
  void shouldSkipATestThatMayNotCaptureIfAskedToAndSayTheSame() {
    run("isSkippedThen", "false")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                abortedWithReason(
                    instanceOf(TestAbortedException.class),
                    message("grant it with: this command"))));
  }

  @Test
  void shouldSkipAllTestsThatMayNotCaptureIfConfiguredTo() {
    run("mayNotCapture", "true")
        .assertThatEvents()
        .haveExactly(1, event(abortedWithReason(instanceOf(TestAbortedException.class))));
  }

  @Test
  void shouldRefuseADirectionWithoutAPort() {
    run("boundsADirectionWithoutAPort", "true")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(ExtensionConfigurationException.class),
                    message(text -> text.contains("port")))));
  }

  private static Events run(String method, String skip) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(RttExtension.SKIP_WITHOUT_PERMISSION, skip)
        .selectors(selectMethod(Subject.class, method))
        .execute()
        .testEvents();
  }
}
