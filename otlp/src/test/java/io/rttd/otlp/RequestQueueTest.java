package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.otlp.RequestQueue.Request;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
  private static final int BYTES = 1000 - 64;

  private final RequestQueue queue = new RequestQueue(3_000);

  @Test
  void shouldHandOutTheOldestFirst() throws Exception {
    queue.add(request(1));
    queue.add(request(2));

    assertThat(take()).isEqualTo(1);
    queue.delivered();
    assertThat(take()).isEqualTo(2);
    queue.putBack();
    assertThat(take()).isEqualTo(2);
    assertThat(queue.points()).isEqualTo(2);
    queue.delivered();
    assertThat(queue.points()).isZero();
    assertThat(queue.takeLost()).isZero();
  }

  @Test
  void shouldDropTheOldestWhenItIsFull() throws Exception {
    for (int points = 1; points <= 5; points++) {
      queue.add(request(points));
    }

    assertThat(queue.takeLost()).isEqualTo(1 + 2);
    assertThat(queue.points()).isEqualTo(3 + 4 + 5);
    assertThat(take()).isEqualTo(3);
  }

  @Test
  void shouldNotDropTheRequestThatIsBeingSent() throws Exception {
    queue.add(request(1));
    assertThat(take()).isEqualTo(1);

    for (int points = 2; points <= 4; points++) {
      queue.add(request(points));
    }

    assertThat(queue.takeLost()).isEqualTo(2);
    queue.putBack();
    assertThat(take()).isEqualTo(1);
  }

  @Test
  void shouldLoseARequestThatIsLargerThanItself() {
    queue.add(request(4_000, 9));

    assertThat(queue.takeLost()).isEqualTo(9);
    assertThat(queue.points()).isZero();
  }

  @Test
  void shouldEndOnceItIsClosedAndEmpty() throws Exception {
    queue.add(request(1));
    queue.close();

    assertThat(take()).isEqualTo(1);
    queue.lost();
    assertThat(queue.take()).isEqualTo(Optional.empty());
    assertThat(queue.takeLost()).isEqualTo(1);
  }

  private int take() throws InterruptedException {
    return queue.take().orElseThrow().points();
  }

  private static Request request(int points) {
    return request(BYTES, points);
  }

  private static Request request(int bytes, int points) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[bytes]);
    return new Request(new EncodedMessage(body), points, 0);
  }
}
