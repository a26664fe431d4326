package io.rttd.daemon.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kernel's view of TCP sockets, as iproute2's {@code ss -tin} prints it. */
final class SocketStatistics {
  private static final Pattern SOCKETS = Pattern.compile("\\R(?=\\S)");
  private static final Pattern COLUMNS = Pattern.compile("\\s+");
  private static final Pattern RTT = Pattern.compile("\\srtt:([0-9.]+)/");
  private static final Pattern MIN_RTT = Pattern.compile("\\sminrtt:([0-9.]+)");
  private static final int LOCAL_COLUMN = 3;
  private static final int PEER_COLUMN = 4;
  private static final int PATIENCE_S = 3;

  private SocketStatistics() {}

  /**
   * The open sockets with one of these ports on either side; empty when {@code ss} is not there or
   * does not answer.
   */
  static List<KernelRtt> read(Collection<Integer> ports) throws InterruptedException {
    String condition =
        ports.stream()
            .map(port -> "sport = :" + port + " or dport = :" + port)
            .collect(Collectors.joining(" or "));
    Process process;
    try {
      process =
          new ProcessBuilder("ss", "-tinH", "( " + condition + " )")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return List.of();
    }
    try (var output = process.getInputStream()) {
      return parse(new String(output.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return List.of();
    } finally {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /** Parses {@code ss -tinH}: one line per socket, its figures indented on the next. */
  static List<KernelRtt> parse(String output) {
    List<KernelRtt> sockets = new ArrayList<>();
    for (String socket : SOCKETS.splitAsStream(output).toList()) {
      List<String> columns = COLUMNS.splitAsStream(socket.strip()).toList();
      Matcher rtt = RTT.matcher(socket);
      if (columns.size() <= PEER_COLUMN || !rtt.find()) {
        continue;
      }
      Matcher minRtt = MIN_RTT.matcher(socket);
      sockets.add(
          new KernelRtt(
              address(columns.get(LOCAL_COLUMN)),
              address(columns.get(PEER_COLUMN)),
              Double.parseDouble(rtt.group(1)),
              minRtt.find() ? Double.parseDouble(minRtt.group(1)) : Double.NaN));
    }
    return sockets;
  }

  private static String address(String endpoint) {
    String host = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf(':')));
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.startsWith("::ffff:") && bare.contains(".") ? bare.substring(7) : bare;
  }
}
