package io.rttd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturePageTest {
  @TempDir Path folder;

  @Test
  void shouldShowTheConnectionsOfACapture() throws IOException, CaptureException {
    Path capture = new Conversation().connects().asks(Duration.ofMillis(40)).ends().in(folder);
    Path page = folder.resolve("page.html");
    CapturePage.write(capture, page);
    assertThat(Files.readString(page))
        .contains("conversation.pcap", Conversation.SERVER)
        .endsWith("</html>");
  }
}
