package io.rttd.testbed.live;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sums the DogStatsD counts and distributions that arrive on a port of the loopback interface,
 * whatever their tags, until its standard input gets a byte; then prints one line per metric:
 * {@code name sum}. For gauges it prints the minimum and the maximum: {@code name.least value},
 * {@code name.most value}.
 */
@Command(name = "tally", mixinStandardHelpOptions = true)
public final class MetricTally implements Callable<Integer> {
  private static final int DATAGRAM_BYTES = 65_536;
  private static final int RECEIVE_BUFFER_BYTES = 8 << 20;
  private static final int PATIENCE_MS = 100;
  private static final Pattern VERDICT = Pattern.compile("[#,]verdict:([a-z-]+)");
  private static final Pattern RATE = Pattern.compile("\\|@([0-9.]+)");

  @Option(names = "--port", required = true)
  private int port;

  private final Map<String, Double> sums = new TreeMap<>();
  private final Map<String, Double> extremes = new TreeMap<>();

  /** Starts the process. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MetricTally()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket socket = new DatagramSocket(address)) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      System.out.println("ready");
      DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_BYTES], DATAGRAM_BYTES);
      boolean heard = true;
      while (heard || System.in.available() == 0) {
        heard = receive(socket, packet);
      }
    }
    sums.forEach((name, sum) -> System.out.printf("%s %.0f%n", name, sum));
    extremes.forEach((name, value) -> System.out.printf("%s %.4f%n", name, value));
    return 0;
  }

  /**
   * Adds a datagram's counts, those of verdicts also by kind ({@code rttd.verdict.exact}), and the
   * number of values that its distributions represent.
   */
  void add(String datagram) {
    for (String line : datagram.split("\n", -1)) {
      int colon = line.indexOf(':');
      int bar = line.indexOf('|', colon + 1);
      if (colon <= 0 || bar <= 0) {
        continue;
      }
      String name = line.substring(0, colon);
      if (line.startsWith("c", bar + 1)) {
        double value = Double.parseDouble(line.substring(colon + 1, bar));
        sums.merge(name, value, Double::sum);
        Matcher verdict = VERDICT.matcher(line);
        if (verdict.find()) {
          sums.merge(name + "." + verdict.group(1), value, Double::sum);
        }
      } else if (line.startsWith("d", bar + 1)) {
        long values = line.substring(colon, bar).chars().filter(c -> c == ':').count();
        Matcher rate = RATE.matcher(line);
        sums.merge(
            name, rate.find() ? values / Double.parseDouble(rate.group(1)) : values, Double::sum);
      } else if (line.startsWith("g", bar + 1)) {
        double value = Double.parseDouble(line.substring(colon + 1, bar));
        extremes.merge(name + ".least", value, Math::min);
        extremes.merge(name + ".most", value, Math::max);
      }
    }
  }

  /** The sum of a metric so far; 0 if it never arrived. */
  double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /**
   * The minimum ({@code name.least}) or maximum ({@code name.most}) of a gauge; NaN if it never
   * arrived.
   */
  double extreme(String name) {
    return extremes.getOrDefault(name, Double.NaN);
  }

  private boolean receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    }
    add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
    return true;
  }
}
