package io.rttd.analyze.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * Detects that the reader has exited, which Java distinguishes from other errors only by the
 * system's message.
 */
final class BrokenPipe {
  private static final String IN_ENGLISH = "Broken pipe";

  private BrokenPipe() {}

  /** The system's message for it in the current language, learned by breaking a pipe. */
  static String words() {
    try {
      Pipe pipe = Pipe.open();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        pipe.source().close();
        int unused = sink.write(ByteBuffer.allocate(1));
        return IN_ENGLISH;
      }
    } catch (IOException e) {
      return e.getMessage() == null ? IN_ENGLISH : e.getMessage();
    }
  }
}
