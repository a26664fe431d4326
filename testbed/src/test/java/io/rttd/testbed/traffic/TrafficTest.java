package io.rttd.testbed.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TrafficTest {
  @Test
  void shouldAnswerEachRequestAfterThinking() throws IOException {
    try (TrafficServer server = new TrafficServer(0)) {
      RequestResponse client =
          new RequestResponse(address(server), new Exchange(70_000, 150_000, 15_000));
      client.run(5, TimeUnit.SECONDS.toNanos(15), 0);

      assertThat(client.answerNs().getTotalCount()).isEqualTo(5);
      assertThat(client.answerNs().getMinValue()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(14));
    }
  }

  @Test
  void shouldOpenAConnectionForEachExchange() throws IOException {
    try (TrafficServer server = new TrafficServer(0)) {
      ShortConnections client =
          new ShortConnections(address(server), new Exchange(Exchange.HEADER_LENGTH, 1, 0));
      client.run(4, TimeUnit.MILLISECONDS.toNanos(300));

      assertThat(client.completed()).isGreaterThan(4);
      assertThat(client.failed()).isZero();
    }
  }

  @Test
  void shouldCountUnansweredConnections() throws IOException {
    TrafficServer server = new TrafficServer(0);
    InetSocketAddress address = address(server);
    server.close();
    ShortConnections client =
        new ShortConnections(address, new Exchange(Exchange.HEADER_LENGTH, 1, 0));
    client.run(1, TimeUnit.MILLISECONDS.toNanos(50));

    assertThat(client.failed()).isPositive();
    assertThat(client.completed()).isZero();
  }

  @Test
  void shouldRefuseExchangesThatCannotBe() {
    assertThatThrownBy(() -> new Exchange(11, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Exchange(12, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static InetSocketAddress address(TrafficServer server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }
}
