package io.rttd.reporting.dogstatsd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams to one UDP port, detecting refusals.
 *
 * <p>If no process listens there, the other host reports that by ICMP (port unreachable, RFC 1122
 * 4.1.3.1). A connected socket receives that error, on Linux with its next call; Datadog's client
 * does not connect. On this host, the answer is there when the send returns. From another host it
 * takes a round trip: the first datagram after a pause waits a moment for it, the others do not, so
 * datagrams sent while the receiver goes down may be lost unnoticed, as always with UDP.
 *
 * <p>A receive buffer of Linux's default size holds some 90 full datagrams, and further ones are
 * dropped silently: so after a burst of {@value #BURST} datagrams, at most {@value
 * #DATAGRAMS_A_SECOND} a second follow, and a receiver may pause for 12 ms.
 *
 * <p>When the receiver's address changes, the next datagram goes to the new one. Not thread-safe.
 */
final class UdpChannel implements WritableByteChannel {
  static final int BURST = 16;
  static final int DATAGRAMS_A_SECOND = 6_000;

  private static final long DATAGRAM_NS = TimeUnit.SECONDS.toNanos(1) / DATAGRAMS_A_SECOND;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int SEND_BUFFER_BYTES = 1 << 20;

  private final ReceiverAddress receiver;
  private final int port;
  private final ByteBuffer answers = ByteBuffer.allocate(64);
  private DatagramChannel channel;
  private InetAddress address;
  private long sentNs;
  private long paceNs = System.nanoTime();
  private boolean closed;

  /**
   * Creates a channel that connects when it is first used.
   *
   * @param receiver the receiver's address; closed with the channel
   * @param port 1 to 65535
   */
  UdpChannel(ReceiverAddress receiver, int port) {
    this.receiver = receiver;
    this.port = port;
  }

  /** Sends one datagram; throws if it was refused, or if the refusal of an earlier one arrives. */
  @Override
  public int write(ByteBuffer datagram) throws IOException {
    boolean sent = false;
    try {
      if (channel != null && !address.equals(receiver.known())) {
        disconnect();
      }
      if (channel == null) {
        connect();
      }
      keepPace();
      int bytes = channel.write(datagram);
      listen();
      sent = true;
      return bytes;
    } finally {
      if (!sent) {
        disconnect();
        receiver.refresh();
      }
    }
  }

  private void connect() throws IOException {
    address = receiver.get();
    DatagramChannel opened = DatagramChannel.open();
    channel = opened;
    opened.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
    opened.connect(new InetSocketAddress(address, port));
    opened.configureBlocking(false);
    sentNs = System.nanoTime() - PAUSE_NS;
  }

  private void keepPace() {
    long nowNs = System.nanoTime();
    long aheadNs = paceNs - nowNs;
    if (aheadNs > BURST * DATAGRAM_NS) {
      LockSupport.parkNanos(aheadNs - BURST * DATAGRAM_NS);
    }
    paceNs = Math.max(paceNs, nowNs) + DATAGRAM_NS;
  }

  /** Reading reports refusals, and discards possible answers of the receiver. */
  private void listen() throws IOException {
    long nowNs = System.nanoTime();
    boolean firstAfterPause = nowNs - sentNs >= PAUSE_NS;
    sentNs = nowNs;
    do {
      channel.read(answers.clear());
      if (address.isLoopbackAddress() || !firstAfterPause) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    } while (System.nanoTime() - nowNs < PATIENCE_NS);
  }

  private void disconnect() throws IOException {
    DatagramChannel used = channel;
    channel = null;
    if (used != null) {
      used.close();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    receiver.close();
    disconnect();
  }
}
