package io.rttd.daemon.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks up one host, with a timeout that suits a healthy resolver. Single-threaded. */
final class HostLookup {
  private static final int PATIENCE_S = 3;

  private HostLookup() {}

  /**
   * The addresses of a host.
   *
   * @throws UnknownHostException with the reason, if there is none or no answer in time
   */
  static List<InetAddress> addressesOf(String host)
      throws UnknownHostException, InterruptedException {
    CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              try {
                answer.complete(List.of(InetAddress.getAllByName(host)));
              } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
              }
            },
            "rttd-lookup");
    asking.setDaemon(true);
    asking.start();
    try {
      return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw unknown(host + ": DNS did not answer within " + PATIENCE_S + " s", e);
    } catch (ExecutionException e) {
      throw unknown(host + ": unknown host", e);
    }
  }

  private static UnknownHostException unknown(String why, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(why);
    unknown.initCause(cause);
    return unknown;
  }
}
