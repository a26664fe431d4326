package io.rttd.daemon.command;

import io.rttd.config.RttdConfig.StatusConfig;
import io.rttd.daemon.status.StatusClient;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The current number of pairs.
 *
 * @param pairs the number
 * @param source where the number comes from, as text
 */
record PairCount(long pairs, String source) {
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  /** From the running daemon, or else from the kernel's list of connections. */
  static PairCount now(StatusConfig status) {
    if (status.socket().isPresent()) {
      try {
        JsonTree answer = JsonTree.parse(new StatusClient(status.socket().get()).ask("status"));
        long pairs =
            answer.get("interfaces").elements().stream()
                .mapToLong(capture -> capture.get("pairs").number())
                .sum();
        return new PairCount(pairs, "in the running rttd");
      } catch (IOException e) {
        // No daemon is running, or this user may not query it.
      }
    }
    return ofKernel();
  }

  private static PairCount ofKernel() {
    long pairs = 0;
    for (Path table : SOCKETS) {
      try {
        pairs += LiveCheck.distinctPairs(Files.readAllLines(table));
      } catch (IOException e) {
        // Without IPv6 there is no such table.
      }
    }
    return new PairCount(pairs, "by this host's current connections");
  }
}
