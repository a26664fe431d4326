package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.BufferPool;
import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClientErrorHandler;
import com.timgroup.statsd.StatsDSender;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Datadog's client with a different last step: its datagrams go through a {@link RetryingChannel},
 * which knows whether each was sent.
 *
 * <p>The client alone loses a datagram that could not be sent, over UDP without noticing: its error
 * handler gets an exception, but not the datagram. It also sends a distribution's value only with
 * the probability of its rate, because it interprets the rate as a request to sample; here the rate
 * is a weight, and every line is sent.
 */
final class DeliveringClient extends NonBlockingStatsDClient {
  private final IdleGate gate;

  private DeliveringClient(NonBlockingStatsDClientBuilder resolved) {
    super(resolved);
    gate = ((RetryingChannel) resolved.errorHandler).gate();
  }

  /** Builds the client, with the channel as its error handler. */
  static DeliveringClient build(Builder builder, RetryingChannel delivery) {
    builder.errorHandler(delivery);
    return builder.buildDelivering();
  }

  // Called by the constructor of the client, before any field of this class is set: so the
  // channel is passed as the error handler.
  @Override
  protected StatsDSender createSender(
      StatsDClientErrorHandler handler,
      WritableByteChannel clientChannel,
      BufferPool pool,
      BlockingQueue<ByteBuffer> buffers,
      int senderWorkers,
      ThreadFactory threadFactory)
      throws Exception {
    return super.createSender(
        handler, (RetryingChannel) handler, pool, buffers, senderWorkers, threadFactory);
  }

  @Override
  protected boolean isInvalidSample(double sampleRate) {
    return false;
  }

  // The calls that rttd uses; each sends one line.

  @Override
  public void recordGaugeValue(String name, double value, String... tags) {
    gate.onOffered();
    super.recordGaugeValue(name, value, tags);
  }

  @Override
  public void recordGaugeValue(String name, long value, String... tags) {
    gate.onOffered();
    super.recordGaugeValue(name, value, tags);
  }

  @Override
  public void count(String name, long value, String... tags) {
    gate.onOffered();
    super.count(name, value, tags);
  }

  @Override
  public void count(String name, double value, String... tags) {
    gate.onOffered();
    super.count(name, value, tags);
  }

  @Override
  public void recordDistributionValue(String name, double value, double rate, String... tags) {
    gate.onOffered();
    super.recordDistributionValue(name, value, rate, tags);
  }

  /** The client's own builder, for a client of this class. */
  static final class Builder extends NonBlockingStatsDClientBuilder {
    private DeliveringClient buildDelivering() {
      return new DeliveringClient(resolve());
    }
  }
}
