package io.rttd.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.rttd.otlp.RequestQueue.Request;
import io.rttd.reporting.StormLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends requests, and buffers them while the receiver is down.
 *
 * <p>The exporter's thread only encodes a request and puts it into the {@link RequestQueue}; a
 * thread of its own sends the requests, oldest first. A request that fails for a reason that may
 * pass is sent again, after a pause that doubles up to half a minute; one that the receiver rejects
 * is lost, and counted.
 */
final class Delivery implements HttpSender {
  private static final Logger LOGGER = System.getLogger(Delivery.class.getName());
  private static final long LONGEST_PAUSE_MS = 30_000;
  private static final long LAST_PATIENCE_MS = 2_000;
  private static final Duration MARGIN = Duration.ofSeconds(2);

  /** Statuses after which a request is sent again, as OTLP's specification lists them. */
  private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);

  private final HttpSender sender;
  private final Optional<Compressor> compressor;
  private final Settings settings;
  private final RequestQueue queue;
  private final StormLog log = new StormLog(LOGGER, System::nanoTime);
  private final Thread thread = new Thread(this::run, "rttd-otlp");
  private final AtomicBoolean fullSaid = new AtomicBoolean();
  private int points;
  private boolean away;
  private long awaySinceNs;
  private long pauseMs;

  /**
   * How to send.
   *
   * @param receiver the receiver's name in the log
   * @param timeout for one request
   * @param maxBytes memory limit of the buffer
   * @param firstPause before the first retry
   * @param epochNs wall clock, ns since the epoch
   */
  record Settings(
      String receiver, Duration timeout, long maxBytes, Duration firstPause, LongSupplier epochNs) {
    static final long MAX_BYTES = 16L << 20;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration MAX_AGE = Duration.ofHours(1);
  }

  /**
   * Creates a delivery, and starts its thread.
   *
   * @param sender sends one request, without retries and compression
   */
  Delivery(HttpSender sender, Optional<Compressor> compressor, Settings settings) {
    this.sender = sender;
    this.compressor = compressor;
    this.settings = settings;
    this.queue = new RequestQueue(settings.maxBytes());
    thread.setDaemon(true);
    thread.start();
  }

  /** Says how many points the next request has. The exporter's thread. */
  void expect(int pointsOfNext) {
    points = pointsOfNext;
  }

  /** Encodes a request and returns; it counts as accepted. The exporter's thread. */
  @Override
  public void send(
      MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
    try (OutputStream out = compressor.isPresent() ? compressor.get().compress(body) : body) {
      message.writeMessage(out);
    } catch (IOException e) {
      onError.accept(e);
      return;
    }
    long dropped =
        queue.add(new Request(new EncodedMessage(body), points, settings.epochNs().getAsLong()));
    if (dropped > 0 && fullSaid.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "The buffer for the OTLP receiver {0} is full ({1} MB): the oldest data points are lost",
          settings.receiver(),
          Long.toString(settings.maxBytes() >> 20));
    }
    onResponse.accept(Accepted.RESPONSE);
  }

  private void run() {
    try {
      for (Optional<Request> next = queue.take(); next.isPresent(); next = queue.take()) {
        if (!deliver(next.get())) {
          if (queue.isClosed()) {
            return;
          }
          pauseMs =
              Math.min(LONGEST_PAUSE_MS, Math.max(pauseMs * 2, settings.firstPause().toMillis()));
          queue.awaitClose(pauseMs);
        }
      }
    } catch (InterruptedException e) {
      // The delivery is closing, and the receiver is too slow.
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a request; returns false if it has to be sent again. */
  private boolean deliver(Request request) throws InterruptedException {
    long nowNs = settings.epochNs().getAsLong();
    if (nowNs - request.epochNs() > Settings.MAX_AGE.toNanos()) {
      queue.lost();
      return true;
    }
    try {
      HttpResponse response = exchange(request);
      int status = response.getStatusCode();
      if (RETRYABLE.contains(status)) {
        throw new IOException("HTTP status " + words(response));
      }
      settle(request, response);
      back(nowNs);
      return true;
    } catch (IOException e) {
      queue.putBack();
      fail(e, nowNs);
      return false;
    }
  }

  private HttpResponse exchange(Request request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      sender.send(request.message(), answer::complete, answer::completeExceptionally);
      return answer.get(settings.timeout().plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (RuntimeException e) {
      throw new IOException(e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + settings.timeout().toMillis() + " ms", e);
    }
  }

  private void settle(Request request, HttpResponse response) {
    int status = response.getStatusCode();
    if (status < 200 || status > 299) {
      queue.lost();
      log.warn(
          "The OTLP receiver "
              + settings.receiver()
              + " rejects metrics with HTTP status "
              + words(response)
              + ", so they are lost"
              + advice(status));
      return;
    }
    queue.delivered();
    PartialSuccess partial = PartialSuccess.of(response.getResponseBody());
    if (partial.rejectedPoints() > 0) {
      queue.addLost(Math.min(partial.rejectedPoints(), request.points()));
      log.warn(
          "The OTLP receiver "
              + settings.receiver()
              + " rejects some data points, so they are lost: "
              + partial.message());
    }
  }

  private static String words(HttpResponse response) {
    String code = Integer.toString(response.getStatusCode());
    String message = response.getStatusMessage();
    return message == null || message.isBlank() || message.equals(code)
        ? code
        : code + " " + message;
  }

  private static String advice(int status) {
    return switch (status) {
      case 401, 403 -> "; check otlp_headers";
      case 404, 405 -> "; check the path of otlp_endpoint";
      default -> "";
    };
  }

  private void fail(IOException reason, long nowNs) {
    if (!away) {
      away = true;
      awaySinceNs = nowNs;
      log.warnAlways(
          "The OTLP receiver "
              + settings.receiver()
              + " accepts no data: metrics are buffered and sent later",
          reason);
    }
  }

  private void back(long nowNs) {
    pauseMs = 0;
    if (away) {
      away = false;
      fullSaid.set(false);
      LOGGER.log(
          Level.INFO,
          "The OTLP receiver {0} is back after {1} s; sending {2} buffered data points",
          settings.receiver(),
          Long.toString(TimeUnit.NANOSECONDS.toSeconds(nowNs - awaySinceNs)),
          Long.toString(queue.points()));
    }
  }

  /** Number of points that wait or are being sent. Any thread. */
  long keptPoints() {
    return queue.points();
  }

  /**
   * Number of points that have waited for more than a second: not those of another capture's report
   * of the same interval, which are just being sent. Any thread.
   */
  long latePoints() {
    return queue.pointsMadeBefore(settings.epochNs().getAsLong() - TimeUnit.SECONDS.toNanos(1));
  }

  /** Points lost since the last call. Any thread. */
  long takeLostPoints() {
    return queue.takeLost();
  }

  /**
   * Sends what waits if the receiver answers within two seconds; what it does not receive is lost,
   * and logged.
   */
  @Override
  public CompletableResultCode shutdown() {
    queue.close();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(LAST_PATIENCE_MS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    thread.interrupt();
    long never = queue.loseAll();
    if (never > 0) {
      LOGGER.log(
          Level.WARNING,
          "The OTLP receiver {0} never received {1} buffered data points",
          settings.receiver(),
          Long.toString(never));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return sender.shutdown();
  }
}
