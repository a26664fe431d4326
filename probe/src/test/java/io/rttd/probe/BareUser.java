package io.rttd.probe;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A user of the library, run by {@link BareJvmTest} in a JVM of its own: one use for each word. */
final class BareUser {
  private BareUser() {}

  /** What to do, and the capture file for it. */
  public static void main(String[] args) throws IOException, CaptureException {
    Path file = Path.of(args[1]);
    switch (args[0]) {
      case "analyze" ->
          System.out.println("responses: " + CaptureFile.analyze(file).all().response().count());
      case "read" -> System.out.println("samples: " + CaptureFileProbe.of(file).read().samples());
      case "page" -> CapturePage.write(file, file.resolveSibling("page.html"));
      case "live" -> measure();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void measure() throws IOException, CaptureException {
    try (EchoServer server = new EchoServer(Duration.ZERO);
        RttProbe probe = RttProbe.on("lo").port(server.port()).filter("tcp").start()) {
      server.exchange(3);
      System.out.println("responses: " + probe.reading().response().count());
    } catch (CaptureException e) {
      if (e.reason() != Reason.NO_PERMISSION && e.reason() != Reason.UNSUPPORTED) {
        throw e;
      }
      System.out.println("not here: " + e.getMessage());
    }
  }
}
