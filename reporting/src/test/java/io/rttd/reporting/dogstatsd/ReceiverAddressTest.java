package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReceiverAddressTest {
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration NEVER = Duration.ofDays(1);

  private final AtomicReference<InetAddress[]> answer = new AtomicReference<>();
  private final AtomicInteger lookups = new AtomicInteger();

  @Test
  void shouldFollowANameThatMoves() throws Exception {
    answer.set(addresses("192.0.2.1"));
    try (ReceiverAddress address = new ReceiverAddress("agent.test", this::lookUp, SOON)) {
      assertThat(address.get().getHostAddress()).isEqualTo("192.0.2.1");

      answer.set(addresses("192.0.2.2"));

      await().until(() -> address.get().getHostAddress().equals("192.0.2.2"));
    }
  }

  @Test
  void shouldStayWithAnAddressThatTheNameStillHas() throws Exception {
    answer.set(addresses("192.0.2.1", "192.0.2.2"));
    try (ReceiverAddress address = new ReceiverAddress("agent.test", this::lookUp, SOON)) {
      assertThat(address.get().getHostAddress()).isEqualTo("192.0.2.1");

      answer.set(addresses("192.0.2.2", "192.0.2.1"));
      int before = lookups.get();

      await().until(() -> lookups.get() > before + 2);
      assertThat(address.get().getHostAddress()).isEqualTo("192.0.2.1");
    }
  }

  @Test
  void shouldKeepTheLastAddressWhileTheNameIsUnknown() throws Exception {
    answer.set(addresses("192.0.2.1"));
    try (ReceiverAddress address = new ReceiverAddress("agent.test", this::lookUp, SOON)) {
      address.get();

      answer.set(null);
      int before = lookups.get();

      await().until(() -> lookups.get() > before + 2);
      assertThat(address.get().getHostAddress()).isEqualTo("192.0.2.1");
    }
  }

  @Test
  void shouldLookUpAtOnceWhenAsked() throws Exception {
    answer.set(addresses("192.0.2.1"));
    try (ReceiverAddress address = new ReceiverAddress("agent.test", this::lookUp, NEVER)) {
      address.get();
      answer.set(addresses("192.0.2.2"));

      address.refresh();

      await().until(() -> address.get().getHostAddress().equals("192.0.2.2"));
    }
  }

  @Test
  void shouldNotLookUpAnAddress() throws Exception {
    answer.set(addresses("192.0.2.1"));
    for (String literal : new String[] {"192.0.2.1", "2001:db8::1"}) {
      AtomicReference<Thread> asking = new AtomicReference<>();
      try (ReceiverAddress address =
          new ReceiverAddress(
              literal,
              host -> {
                asking.set(Thread.currentThread());
                return InetAddress.getAllByName(host);
              },
              SOON)) {
        assertThat(address.get()).isEqualTo(InetAddress.getByName(literal));
        assertThat(asking.get()).isSameAs(Thread.currentThread());
      }
    }
  }

  @Test
  void shouldDelayASenderOnceAtMostWhileTheResolverHangs() {
    CountDownLatch never = new CountDownLatch(1);
    try (ReceiverAddress address =
        new ReceiverAddress(
            "agent.test",
            host -> {
              awaitQuietly(never);
              throw new UnknownHostException(host);
            },
            SOON)) {
      assertThatThrownBy(address::get).isInstanceOf(UnknownHostException.class);
      long startNs = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        assertThatThrownBy(address::get).isInstanceOf(UnknownHostException.class);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(Duration.ofMinutes(1));
    } finally {
      never.countDown();
    }
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    InetAddress[] now = answer.get();
    if (now == null) {
      throw new UnknownHostException(host);
    }
    return now;
  }

  private static InetAddress[] addresses(String... literals) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      addresses[i] = InetAddress.getByName(literals[i]);
    }
    return addresses;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
