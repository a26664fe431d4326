package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.LogLevel;
import io.rttd.config.RttdConfig.LoggingConfig;
import io.rttd.daemon.logging.Logging;
import io.rttd.pipeline.steering.PeerNames.Resolver;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts and a resolver that may be slow, wrong or dead. */
class PeerNamesTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final CountDownLatch answering = new CountDownLatch(1);

  @AfterEach
  void answer() {
    answering.countDown();
  }

  @Tag("fault")
  @Test
  @Timeout(30)
  void shouldNotWaitForAResolverThatDoesNotAnswer() {
    PeerNames names =
        PeerNames.none("eth0")
            .resolve(
                List.of("dead-1.example", "db.example", "dead-2.example"), this::ask, PATIENCE);

    assertThat(names.addresses())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.0.0.1");
    assertThat(names.failed()).containsExactly("dead-1.example", "dead-2.example");
  }

  @Test
  @Timeout(30)
  void shouldUseAnAnswerThatComesLate() {
    PeerNames early = PeerNames.none("eth0").resolve(List.of("dead.example"), this::ask, PATIENCE);
    try (HostWatch watch = new HostWatch("eth0", early, this::ask, 20, 20)) {
      assertThat(watch.latest().addresses()).isEmpty();
      answering.countDown();

      await().until(() -> !watch.latest().addresses().isEmpty());
      assertThat(watch.latest().failed()).isEmpty();
    }
  }

  @Test
  void shouldKeepTheAddressesOfHostsThatStayWhenDnsFails() {
    PeerNames known = PeerNames.none("eth0").resolve(List.of("db.example"), this::ask, PATIENCE);
    Resolver none =
        host -> {
          throw new UnknownHostException(host);
        };

    PeerNames next = known.resolve(List.of("db.example", "web.example"), none, PATIENCE);
    assertThat(next.addresses()).isEqualTo(known.addresses()).hasSize(1);
    assertThat(next.failed()).containsExactly("db.example", "web.example");
    assertThat(next.resolve(List.of("web.example"), none, PATIENCE).addresses()).isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldSayWhichHostHasNoAddressAndWhy() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Logging.configure(new LoggingConfig(false, Path.of("unused"), LogLevel.WARN), err);
    try {
      PeerNames.none("eth0")
          .resolve(
              List.of("db.example"),
              host -> {
                throw new UnknownHostException("db.example: Temporary failure in name resolution");
              },
              PATIENCE);
    } finally {
      Logging.warningsTo(OutputStream.nullOutputStream());
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("WARN  eth0: host db.example", "Temporary failure in name resolution");
  }

  @Test
  void shouldKeepResolvingAfterTheResolverThrew() {
    AtomicInteger asked = new AtomicInteger();
    Resolver broken =
        host -> {
          if (asked.incrementAndGet() < 3) {
            throw new IllegalStateException("a fault of its own");
          }
          return ask(host);
        };
    PeerNames first = PeerNames.none("eth0").resolve(List.of("db.example"), broken, PATIENCE);
    assertThat(first.failed()).containsExactly("db.example");

    try (HostWatch watch = new HostWatch("eth0", first, broken, 20, 20)) {
      await().until(() -> watch.latest().addresses().size() == 1);
    }
  }

  @Test
  void shouldSoonAskForAHostOfAnotherConfigurationThatHadNoAnswer() {
    PeerNames first = PeerNames.none("eth0");
    Resolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    PeerNames next = first.resolve(List.of("db.example"), none, PATIENCE);
    long anHourMs = Duration.ofHours(1).toMillis();
    try (HostWatch watch = new HostWatch("eth0", first, this::ask, anHourMs, 20)) {
      watch.watch(next);
      await().until(() -> watch.latest().addresses().size() == 1);
    }
  }

  private InetAddress[] ask(String host) throws UnknownHostException {
    try {
      if (host.startsWith("dead")) {
        answering.await();
      }
      return new InetAddress[] {InetAddress.getByName("10.0.0.1")};
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }
}
