package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said when a capture cannot start. */
@Tag("live")
final class LiveRefusalLiveTest {
  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldSayHowToGrantThePermissionThatIsMissing(LiveMethod method) throws Exception {
    assumeTrue(isThere("setpriv"), "needs setpriv");
    Process unprivileged =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-net_raw",
                "--inh-caps=-net_raw",
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpeningLoopback.class.getName(),
                method.name())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(unprivileged.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output).contains("NO_PERMISSION", "'lo'", "CAP_NET_RAW", "setpriv --reuid");
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldNameTheInterfacesThatExistWhenOneDoesNot(LiveMethod method) {
    assertThatThrownBy(() -> LiveCapture.open(LiveWire.settings("nosuch0", method)))
        .hasMessageContaining("'nosuch0'")
        .hasMessageContaining("lo")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.NOT_FOUND, CaptureException::reason);
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldQuoteLibpcapAndTheExpressionWhenAFilterIsBad(LiveMethod method) {
    LiveSettings bad =
        new LiveSettings(
            "lo", SnapPolicy.headers(128), extra("host and and"), method, RingSettings.DEFAULT);

    assertThatThrownBy(() -> LiveCapture.open(bad))
        .hasMessageContaining("'host and and'")
        .hasMessageContaining("syntax error")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.BAD_FILTER, CaptureException::reason);
  }

  private static PeerFilter extra(String expression) {
    return PeerFilter.of(List.of(), List.of(), Optional.of(expression));
  }

  private static boolean isThere(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
