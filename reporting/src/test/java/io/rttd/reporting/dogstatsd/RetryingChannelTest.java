package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RetryingChannelTest {
  private final Logger logger = Logger.getLogger(RetryingChannel.class.getName());
  private final KeptLog said = new KeptLog();
  private final Receiver receiver = new Receiver();
  private long nowNs = TimeUnit.SECONDS.toNanos(1_800_000_000);
  private final RetryingChannel delivery =
      new RetryingChannel(
          "udp://agent:8125",
          receiver,
          new RetryBuffer(1 << 20, 1432),
          datagram -> datagram,
          () -> nowNs);

  @BeforeEach
  void listen() {
    delivery.gate().openForGood();
    logger.addHandler(said);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(said);
    logger.setUseParentHandlers(true);
  }

  @Tag("fault")
  @Test
  void shouldLogEachOfThreeOutagesWithinAMinute() {
    for (int i = 0; i < 3; i++) {
      receiver.there = false;
      send();
      receiver.there = true;
      send();
    }

    assertThat(said.lines)
        .filteredOn(line -> line.contains("accepts no data"))
        .as("%s", said.lines)
        .hasSize(3);
    assertThat(said.lines).filteredOn(line -> line.contains("is back")).hasSize(3);
  }

  @Test
  void shouldLogAnOutageOnceHoweverLong() {
    receiver.there = false;
    for (int i = 0; i < 100; i++) {
      send();
    }

    assertThat(said.lines).filteredOn(line -> line.contains("accepts no data")).hasSize(1);
  }

  private void send() {
    nowNs += TimeUnit.SECONDS.toNanos(2);
    delivery.write(ByteBuffer.wrap("a:1|g\n".getBytes(StandardCharsets.UTF_8)));
  }

  private static final class Receiver implements WritableByteChannel {
    private boolean there = true;

    @Override
    public int write(ByteBuffer datagram) throws IOException {
      if (!there) {
        throw new IOException("not there");
      }
      return datagram.remaining();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static final class KeptLog extends Handler {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      lines.add(logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
