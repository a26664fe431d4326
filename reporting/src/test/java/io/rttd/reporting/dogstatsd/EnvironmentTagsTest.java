package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTagsTest {
  @Test
  void shouldLeaveToTheClientWhatItAddsAnyway() {
    EnvironmentTags tags =
        new EnvironmentTags(List.of("env:prod", "team:a"), Map.of("DD_ENV", "prod"));

    assertThat(tags.forClient()).containsExactly("team:a");
    assertThat(rewritten(tags, "a:1|g|#env:prod,x\n")).isEqualTo("a:1|g|#env:prod,x\n");
  }

  @Test
  void shouldTakeOutWhatTheConfigurationSaysOtherwise() {
    EnvironmentTags tags =
        new EnvironmentTags(
            List.of("env:test", "service:my_net"),
            Map.of("DD_ENV", "prod", "DD_SERVICE", "my net", "DD_VERSION", " "));

    assertThat(tags.forClient()).containsExactly("env:test", "service:my_net");
    assertThat(rewritten(tags, "a:1|g|#env:test,env:prod,service:my net\n"))
        .isEqualTo("a:1|g|#env:test\n");
    assertThat(rewritten(tags, "b:1|c|#service:my net,env:prod,env:test|c:x\n"))
        .isEqualTo("b:1|c|#env:test|c:x\n");
    assertThat(rewritten(tags, "c:1|g|#env:prod\nd:1|g|#env:prod,env:production"))
        .isEqualTo("c:1|g\nd:1|g|#env:production");
  }

  private static String rewritten(EnvironmentTags tags, String datagram) {
    ByteBuffer rewritten =
        tags.rewrite().apply(ByteBuffer.wrap(datagram.getBytes(StandardCharsets.UTF_8)));
    return StandardCharsets.UTF_8.decode(rewritten).toString();
  }
}
