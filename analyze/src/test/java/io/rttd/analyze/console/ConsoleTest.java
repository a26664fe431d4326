package io.rttd.analyze.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void shouldNotCountOutputWithoutAReaderAsLost() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (OutputStream unread = Channels.newOutputStream(pipe.sink())) {
      Console console = new Console(unread, new ByteArrayOutputStream(), false);
      console.out().println("a table");

      assertThat(console.lostOutput()).isEmpty();
    }
  }

  @Test
  void shouldSayWhatElsePreventedOutput() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int oneByte) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Console console = new Console(full, new ByteArrayOutputStream(), false);
    console.out().println("a table");

    assertThat(console.lostOutput()).contains("No space left on device");
  }
}
