package io.rttd.analyze.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/** That nobody reads any more, which Java tells from other faults only by the system's words. */
final class BrokenPipe {
  private static final String IN_ENGLISH = "Broken pipe";

  private BrokenPipe() {}

  /** What the system says of it, in whatever language: learned from a pipe that is broken. */
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
