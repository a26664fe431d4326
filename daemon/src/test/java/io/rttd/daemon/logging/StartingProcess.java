package io.rttd.daemon.logging;

import java.lang.System.Logger.Level;

/** A process that starts as rttd does, and logs. */
final class StartingProcess {
  private StartingProcess() {}

  /** Logs at once, or, if an argument is given, when the process shuts down. */
  public static void main(String[] arguments) {
    Logging.startOn(System.err);
    System.Logger library = System.getLogger("org.example");
    System.Logger jna = System.getLogger("com.sun.jna.Native");
    Runnable log =
        () -> {
          library.log(Level.INFO, "unseen");
          jna.log(Level.ERROR, "unseen");
          library.log(Level.WARNING, "seen");
        };
    if (arguments.length == 0) {
      log.run();
    } else {
      library.isLoggable(Level.WARNING);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> logLast(log)));
    }
  }

  /** After the JDK's own shutdown hook, which runs at the same time. */
  private static void logLast(Runnable log) {
    boolean waits = true;
    while (waits) {
      waits =
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getClass().getName().startsWith("java.util.logging."));
    }
    log.run();
  }
}
