package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryBufferTest {
  private final RetryBuffer kept = new RetryBuffer(1000, 60);

  @Test
  void shouldTellGaugesAndCountsTheirTimeAndLoseDistributions() {
    long lost = kept.add(datagram("a.b:1|g|#x:y\nc:2|c|#x|c:id\nd:1:2|d|@0.5|#x\n"), 17);

    assertThat(lost).isEqualTo(1);
    assertThat(kept.lines()).isEqualTo(2);
    assertThat(drain()).containsExactly("a.b:1|g|#x:y|T17\nc:2|c|#x|c:id|T17\n");
    assertThat(kept.isEmpty()).isTrue();
    assertThat(kept.lines()).isZero();
  }

  @Test
  void shouldKeepWithinTheLengthOfADatagram() {
    kept.add(datagram("aaaaaaaaaaaaa:1|g\nbbbbbbbbbbbbb:2|g\nccccccccccccc:3|g"), 1_700_000_000L);

    assertThat(drain())
        .containsExactly(
            "aaaaaaaaaaaaa:1|g|T1700000000\nbbbbbbbbbbbbb:2|g|T1700000000\n",
            "ccccccccccccc:3|g|T1700000000\n")
        .allMatch(text -> text.length() <= 60);
  }

  @Test
  void shouldPutSmallDatagramsOfOneTimeTogether() {
    kept.add(datagram("a:1|g\n"), 10);
    kept.add(datagram("b:2|g\n"), 10);
    kept.add(datagram("c:3|g\n"), 11);

    assertThat(kept.lines()).isEqualTo(3);
    assertThat(drain()).containsExactly("a:1|g|T10\nb:2|g|T10\n", "c:3|g|T11\n");
  }

  @Test
  void shouldDropALineThatHasNoRoomForItsTime() {
    assertThat(kept.add(datagram("a".repeat(55) + ":1|g\n"), 1)).isEqualTo(1);
    assertThat(kept.isEmpty()).isTrue();
  }

  @Test
  void shouldLoseTheOldestFirstWhenMemoryIsShort() {
    long lost = 0;
    for (int i = 0; i < 100; i++) {
      lost += kept.add(datagram("a:" + i + "|g\nb:" + i + "|c\n"), i);
    }

    assertThat(kept.lines()).isBetween(15L, 25L);
    assertThat(kept.lines() + lost).isEqualTo(200);
    List<String> left = drain();
    assertThat(left).first().asString().contains("|T" + (100 - left.size()));
    assertThat(left).last().isEqualTo("a:99|g|T99\nb:99|c|T99\n");
  }

  @Test
  void shouldDropWhatIsTooOld() {
    kept.add(datagram("a:1|g\n"), 10);
    kept.add(datagram("a:2|g\n"), 20);

    assertThat(kept.dropBefore(20)).isEqualTo(1);
    assertThat(drain()).containsExactly("a:2|g|T20\n");
  }

  private List<String> drain() {
    List<String> texts = new ArrayList<>();
    while (!kept.isEmpty()) {
      texts.add(StandardCharsets.UTF_8.decode(kept.oldest()).toString());
      kept.removeOldest();
    }
    return texts;
  }

  private static ByteBuffer datagram(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
