package io.rttd.testbed.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The traffic programs as processes, so that each can run inside a network namespace. */
@Command(name = "traffic", mixinStandardHelpOptions = true)
public final class TrafficCommand {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private TrafficCommand() {}

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TrafficCommand()).execute(arguments));
  }

  /** Prints {@code ready} once it listens, and serves until the time is up. */
  @Command(name = "server")
  int server(@Option(names = "--port") int port, @Option(names = "--seconds") int seconds)
      throws IOException {
    try (TrafficServer server = new TrafficServer(port)) {
      System.out.println("ready " + server.port());
      long endNs = System.nanoTime() + seconds * NS_PER_SECOND;
      long leftNs = endNs - System.nanoTime();
      while (leftNs > 0) {
        LockSupport.parkNanos(leftNs);
        leftNs = endNs - System.nanoTime();
      }
    }
    return 0;
  }

  /** Makes many connections; prints their number. */
  @Command(name = "short")
  int shortConnections(
      @Option(names = "--host") String host,
      @Option(names = "--port") int port,
      @Option(names = "--seconds") int seconds,
      @Option(names = "--workers", defaultValue = "50") int workers,
      @Option(names = "--request-bytes", defaultValue = "100") int requestBytes,
      @Option(names = "--response-bytes", defaultValue = "3000") int responseBytes,
      @Option(names = "--think-ms", defaultValue = "0") double thinkMs) {
    ShortConnections client =
        new ShortConnections(
            new InetSocketAddress(host, port), exchange(requestBytes, responseBytes, thinkMs));
    client.run(workers, seconds * NS_PER_SECOND);
    System.out.println(
        "connections completed " + client.completed() + ", failed " + client.failed());
    return client.completed() > 0 ? 0 : 1;
  }

  /** Sends many requests on one connection; prints the times to connect and to respond. */
  @Command(name = "request")
  int requests(
      @Option(names = "--host") String host,
      @Option(names = "--port") int port,
      @Option(names = "--seconds") int seconds,
      @Option(names = "--count", defaultValue = "1000000000") long count,
      @Option(names = "--pause-ms", defaultValue = "0") double pauseMs,
      @Option(names = "--outstanding", defaultValue = "1") int outstanding,
      @Option(names = "--request-bytes", defaultValue = "100") int requestBytes,
      @Option(names = "--response-bytes", defaultValue = "3000") int responseBytes,
      @Option(names = "--think-ms", defaultValue = "10") double thinkMs)
      throws IOException {
    RequestResponse client =
        new RequestResponse(
            new InetSocketAddress(host, port),
            exchange(requestBytes, responseBytes, thinkMs),
            outstanding);
    client.run(count, seconds * NS_PER_SECOND, Math.round(pauseMs * 1e6));
    Histogram answers = client.answerNs();
    System.out.printf(
        Locale.ROOT,
        "connect_ms %.3f answers %d min_ms %.3f p50_ms %.3f p99_ms %.3f max_ms %.3f%n",
        client.connectNs() / 1e6,
        answers.getTotalCount(),
        answers.getMinValue() / 1e6,
        answers.getValueAtPercentile(50) / 1e6,
        answers.getValueAtPercentile(99) / 1e6,
        answers.getMaxValue() / 1e6);
    return answers.getTotalCount() > 0 ? 0 : 1;
  }

  private static Exchange exchange(int requestBytes, int responseBytes, double thinkMs) {
    return new Exchange(
        requestBytes,
        responseBytes,
        (int) TimeUnit.NANOSECONDS.toMicros(Math.round(thinkMs * 1e6)));
  }
}
