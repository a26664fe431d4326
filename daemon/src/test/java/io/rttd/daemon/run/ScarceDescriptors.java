package io.rttd.daemon.run;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.status.StatusServer;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.prometheus.PrometheusSink;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A process of {@link ScarceDescriptorsTest}: the servers of a daemon and, after the question
 * {@code exhaust}, hardly a file descriptor left.
 */
final class ScarceDescriptors {
  private static final int LEFT = 12;

  private ScarceDescriptors() {}

  /** Arguments: a configuration, and the path of the status socket. Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    RttdConfig config = new ConfigReader(Map.of(), 2).read(Path.of(arguments[0]));
    List<Closeable> held = new ArrayList<>();
    try (PrometheusSink sink =
            PrometheusSink.open(
                config.reporting().prometheus().orElseThrow(),
                Duration.ofSeconds(10),
                config.reporting().prometheusBuckets(),
                Long.MAX_VALUE,
                "1.2.3",
                new DaemonCounts());
        StatusServer status =
            StatusServer.open(Path.of(arguments[1]), question -> answer(question, held))) {
      new CountDownLatch(1).await();
      throw new AssertionError(sink.address() + (status == null));
    }
  }

  private static String answer(String question, List<Closeable> held) {
    if (question.equals("exhaust")) {
      try {
        exhaust(held);
      } catch (IOException e) {
        return "failed: " + e.getMessage();
      }
    }
    return "well";
  }

  private static void exhaust(List<Closeable> held) throws IOException {
    try {
      while (true) {
        held.add(new FileInputStream("/dev/null"));
      }
    } catch (FileNotFoundException e) {
      for (int i = 0; i < LEFT; i++) {
        held.remove(held.size() - 1).close();
      }
    }
  }
}
