package io.rttd.probe.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import io.rttd.capture.CaptureException;
import io.rttd.probe.CaptureFileProbe;
import io.rttd.probe.Direction;
import io.rttd.probe.EchoServer;
import io.rttd.probe.RttKind;
import io.rttd.probe.RttProbe;
import io.rttd.probe.RttReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.AssertionFailedError;

@Tag("live")
class RttExtensionLiveTest {
  /** Tests that only {@link RttExtensionLiveTest} runs: Surefire knows no such name. */
  @RttBound(percentile = 100, atMostMs = 10_000)
  static final class Subject {
    private EchoServer server;

    @RegisterExtension
    final RttExtension rtt = RttExtension.of(() -> RttProbe.on("lo").port(server.port()));

    @BeforeEach
    void serve() throws IOException {
      server = new EchoServer(Duration.ofMillis(60));
    }

    @AfterEach
    void stop() throws IOException {
      server.close();
    }

    @Test
    @RttBound(percentile = 50, atMostMs = 1_000, of = RttKind.HANDSHAKE, minSamples = 2)
    void keepsItsBound(RttProbe probe) {
      server.exchange(2);
      assertThat(probe.reading().samples()).isPositive();
    }

    @Test
    @RttBound(percentile = 0, atMostMs = 0.000_1)
    @RttBound(percentile = 99.9, atMostMs = 0.000_1, of = RttKind.PATH)
    void exceedsTwoBounds() {
      server.exchange(2);
    }

    @Test
    void measuresNothing() {
      // The class's bound asks for a sample.
    }

    @Test
    @RttBound(percentile = 50, atMostMs = 0.000_1)
    void failsByItself() {
      server.exchange(1);
      throw new IllegalStateException("the test's own");
    }

    @Test
    @KeepCapture(maxMegabytes = 1)
    @ResponseBound(percentile = 50, atMostMs = 59)
    @RttBound(percentile = 100, atMostMs = 10_000, direction = Direction.TO_SERVER)
    void answersSlowly() {
      server.exchange(2);
    }

    @Test
    @RttBound(percentile = 101, atMostMs = 5)
    void asksForNonsense() {
      server.exchange(1);
    }
  }

  @TempDir Path folder;

  @BeforeEach
  void needPermission() {
    try {
      RttProbe.on("lo").start().close();
    } catch (CaptureException e) {
      assumeTrue(e.reason() != CaptureException.Reason.NO_PERMISSION, e.getMessage());
    }
  }

  @Test
  void shouldPassATestWithinItsBounds() {
    run("keepsItsBound", "io.rttd.probe.RttProbe")
        .assertThatEvents()
        .haveExactly(1, event(finishedSuccessfully()));
  }

  @Test
  void shouldFailATestThatExceedsBoundsAndNameEach() {
    run("exceedsTwoBounds", "")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(AssertionFailedError.class),
                    message(
                        text ->
                            text.contains("p0 of rtt: ")
                                && text.contains("p99.9 of rtt (path): ")
                                && text.contains("at most 1.0E-4 ms expected")
                                && text.contains("measured: ")))));
  }

  @Test
  void shouldFailATestThatMeasuredNothing() {
    run("measuresNothing", "")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(text -> text.contains("0 samples, at least 1 expected")))));
  }

  @Test
  void shouldLeaveATestsOwnFailureAlone() {
    run("failsByItself", "")
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(instanceOf(IllegalStateException.class))));
  }

  @Test
  void shouldRefuseABoundThatCannotBe() {
    run("asksForNonsense", "")
        .assertThatEvents()
        .haveExactly(
            1, event(finishedWithFailure(instanceOf(ExtensionConfigurationException.class))));
  }

  @Test
  void shouldCloseTheProbeWhateverTheTestDid() {
    for (String test : new String[] {"exceedsTwoBounds", "failsByItself"}) {
      Events events = run(test, "");
      assertThat(events.finished().stream())
          .allMatch(
              finished ->
                  finished.getRequiredPayload(TestExecutionResult.class).getStatus()
                      == TestExecutionResult.Status.FAILED);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("rttd-probe-"));
  }

  @Test
  void shouldKeepTheCaptureAndThePageOfATestThatFailed() throws IOException, CaptureException {
    String name = Subject.class.getName() + ".answersSlowly";
    keeping("answersSlowly", "")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(
                        text ->
                            text.contains("p50 of response: ")
                                && text.contains(folder.resolve(name + ".pcap").toString())
                                && text.contains(folder.resolve(name + ".html").toString())))));
    RttReading kept = CaptureFileProbe.of(folder.resolve(name + ".pcap")).read();
    assertThat(kept.response().count()).isPositive();
    assertThat(kept.response().min()).isGreaterThanOrEqualTo(Duration.ofMillis(59));
    assertThat(Files.readString(folder.resolve(name + ".html"))).contains("</html>");
  }

  @Test
  void shouldTellOfTheCaptureNextToATestsOwnFailure() {
    keeping("failsByItself", "")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(IllegalStateException.class),
                    suppressed(0, message(text -> text.startsWith("capture: " + folder))))));
  }

  @Test
  void shouldKeepNothingOfATestThatPassed() throws IOException {
    keeping("keepsItsBound", "io.rttd.probe.RttProbe")
        .assertThatEvents()
        .haveExactly(1, event(finishedSuccessfully()));
    assertThat(folder).isEmptyDirectory();
  }

  private Events keeping(String method, String parameterTypes) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter(RttExtension.CAPTURE_FOLDER, folder.toString())
        .selectors(selectMethod(Subject.class, method, parameterTypes))
        .execute()
        .testEvents();
  }

  private static Events run(String method, String parameterTypes) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Subject.class, method, parameterTypes))
        .execute()
        .testEvents();
  }
}
