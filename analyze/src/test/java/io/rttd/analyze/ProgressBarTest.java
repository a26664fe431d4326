package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.analyze.AnalysisPlan.Progress;
import io.rttd.analyze.text.StatusLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final StatusLine terminal = new StatusLine(screen);
  private long nowNs;
  private final ProgressBar bar = new ProgressBar(terminal, () -> nowNs);

  @Test
  void shouldSayNothingOfWhatIsDoneWithinASecond() {
    nowNs = 999_999_999;
    bar.accept(new Progress(1, 2, 3, 4));
    bar.close();

    assertThat(screen.size()).isZero();
  }

  @Test
  void shouldShowShareRateAndTimeLeft() {
    nowNs = 2_000_000_000L;
    bar.accept(new Progress(500_000_000, 2_000_000_000, 3_000_000, 1_234_567));

    assertThat(text())
        .isEqualTo(
            "[######..................]  25 %  250 MB/s, 1.5 M packets/s, 1,234,567 samples, 6 s left");
    nowNs += 1;
    bar.accept(new Progress(900_000_000, 2_000_000_000, 3_000_000, 1_234_567));
    assertThat(text()).as("not redrawn at once").contains("25 %").doesNotContain("45 %");
  }

  @Test
  void shouldShowWhatIsKnownOfAPipe() {
    nowNs = 2_000_000_000L;
    bar.accept(new Progress(500_000_000, -1, 3_000_000, 1_234_567));

    assertThat(text()).isEqualTo("500 MB read, 250 MB/s, 1.5 M packets/s, 1,234,567 samples");
  }

  @Test
  void shouldMakeWayForAMessage() throws IOException {
    nowNs = 2_000_000_000L;
    bar.accept(new Progress(1, 2, 3, 4));
    terminal.write("a warning\n".getBytes(StandardCharsets.UTF_8));
    bar.close();

    assertThat(text()).endsWith("left\r\u001b[Ka warning\n");
  }

  private String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
