package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagCleanerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"env:prod", "src:10.0.0.1", "dst:2001:db8::1", "url:a/b-c_d.e", "stadt:zürich"})
  void shouldLeaveCleanTagsAlone(String tag) {
    assertThat(TagCleaner.clean(tag)).isEqualTo(tag);
  }

  @ParameterizedTest
  @CsvSource({
    "'a:b\nrttd.fake:1|c', a:b_rttd.fake:1_c",
    "'a:b,c:d', a:b_c:d",
    "'a:b|#x', a:b__x",
    "'iface:eth0@if3', iface:eth0_if3",
    "'9lives:x', lives:x",
    "'_:x', x",
    "'dst:fe80::', dst:fe80",
    "'a b', a_b",
    "'\u0000a\u0007', a_",
  })
  void shouldFixWhatBreaksARule(String tag, String cleaned) {
    assertThat(TagCleaner.clean(tag)).isEqualTo(cleaned);
  }

  @ParameterizedTest
  @CsvSource({
    "fe80::, dst:fe80::0",
    "::, dst:::0",
    "2001:db8::/48, dst:2001:db8::/48",
    "::/0, dst:::/0",
    "10.0.0.0/8, dst:10.0.0.0/8",
    "db.example.org, dst:db.example.org",
    "other, dst:other",
  })
  void shouldKeepAnAddressTheAddressThatItIs(String name, String tag) {
    assertThat(TagCleaner.ofName("dst", name)).isEqualTo(tag);
  }

  @Test
  void shouldCutAtTwoHundredBytesBetweenCharacters() {
    assertThat(TagCleaner.clean("a".repeat(300))).hasSize(200);
    assertThat(TagCleaner.clean("a" + "ü".repeat(150))).isEqualTo("a" + "ü".repeat(99));
  }

  @Test
  void shouldReplaceLoneSurrogates() {
    assertThat(TagCleaner.clean("a:\uD83D")).isEqualTo("a:_");
  }

  @Test
  void shouldSayWhatWasChanged() {
    List<String> notices = new ArrayList<>();

    List<String> tags =
        TagCleaner.cleanAll(List.of("env:prod", "a b", "12", "x\ny"), 500, notices::add);

    assertThat(tags).containsExactly("env:prod", "a_b", "x_y");
    assertThat(notices).hasSize(3);
    assertThat(notices.get(0)).contains("\"a b\" is sent as \"a_b\"");
    assertThat(notices.get(1)).contains("\"12\" is dropped");
    assertThat(notices.get(2)).contains("\"x\\ny\"").doesNotContain("\n");
  }

  @Test
  void shouldLeaveOutWhatDoesNotFit() {
    List<String> notices = new ArrayList<>();

    List<String> tags =
        TagCleaner.cleanAll(List.of("a".repeat(50), "b".repeat(60), "c"), 100, notices::add);

    assertThat(tags).containsExactly("a".repeat(50), "c");
    assertThat(notices).singleElement().asString().contains("exceed 100 bytes");
  }
}
