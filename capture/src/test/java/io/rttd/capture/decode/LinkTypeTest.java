package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinkTypeTest {
  @Test
  void shouldListOnlyWhatTheDecoderReads() {
    assertThat(KnownLinkTypes.all()).hasSizeGreaterThan(20).allMatch(LinkType::isReadable);
    assertThat(LinkType.isReadable(147)).isFalse();
  }

  @Test
  void shouldHaveASampleOfEach() {
    assertThat(
            SampleFrames.all().values().stream().map(Frame::linkType).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            KnownLinkTypes.all().boxed().collect(Collectors.toSet()));
  }
}
