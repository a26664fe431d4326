package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Address;
import io.rttd.model.PeerNaming;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A resolver, its threads and its clock are the test's own. */
class ReverseNamesTest {
  private static final String PEER = "192.0.2.1";

  private final Map<String, String> dns = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean full;
  private long nowNs = 1;
  private final ReverseNames names = new ReverseNames(this::lookUp, this::execute, this::now, 4);
  private final PeerNaming naming = names.after(Address::toString);

  @Tag("fault")
  @Test
  void shouldNotWaitForANameAndUseItOnceItIsKnown() throws Exception {
    dns.put(PEER, "db.example.org");

    assertThat(name(PEER)).isEqualTo(PEER);
    assertThat(name(PEER)).isEqualTo(PEER);
    assertThat(waiting).as("asked once").hasSize(1);
    answer();
    assertThat(name(PEER)).isEqualTo("db.example.org");
  }

  @Test
  void shouldResolveANameAgainAfterAnHourAndKeepItMeanwhile() throws Exception {
    dns.put(PEER, "db.example.org");
    name(PEER);
    answer();
    nowNs += TimeUnit.MINUTES.toNanos(59);
    name(PEER);
    assertThat(waiting).isEmpty();

    nowNs += TimeUnit.MINUTES.toNanos(2);
    dns.clear();
    assertThat(name(PEER)).isEqualTo("db.example.org");
    answer();
    assertThat(name(PEER)).as("a failure takes no name away").isEqualTo("db.example.org");
    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldRememberForTenMinutesThatThereIsNoName() throws Exception {
    name(PEER);
    answer();
    nowNs += TimeUnit.MINUTES.toNanos(9);
    assertThat(name(PEER)).isEqualTo(PEER);
    assertThat(waiting).isEmpty();

    nowNs += TimeUnit.MINUTES.toNanos(2);
    dns.put(PEER, "late.example.org");
    name(PEER);
    answer();
    assertThat(name(PEER)).isEqualTo("late.example.org");
  }

  /** It comes from the owner of the address, and goes into tags, logs, files and a terminal. */
  @Tag("fault")
  @Test
  void shouldIgnoreAnAnswerThatIsNotAName() throws Exception {
    List<String> malicious =
        List.of(
            "a,b|c:1|g\nforged",
            "db.example.org\n",
            "db\r.example.org",
            "\u001b[31mred.example.org",
            "db\0.example.org",
            "db.example.org|#env:forged",
            "db,service:forged",
            "db\"} 1",
            "db\\",
            "<script>alert(1)</script>",
            "b\u00fccher.example.org",
            "db\u202egro.example",
            " ",
            "",
            "-db.example.org",
            ".example.org",
            "a".repeat(253),
            "a".repeat(255));
    for (String name : malicious) {
      dns.put(PEER, name);
      nowNs += TimeUnit.HOURS.toNanos(1);
      name(PEER);
      answer();

      assertThat(name(PEER)).as("'%s'", name).isEqualTo(PEER);
    }
    assertThat(asked).hasSameSizeAs(malicious);
  }

  @Test
  void shouldAskLaterWhenTooManyWait() throws Exception {
    dns.put(PEER, "db.example.org");
    full = true;
    assertThat(name(PEER)).isEqualTo(PEER);
    full = false;
    name(PEER);
    answer();

    assertThat(name(PEER)).isEqualTo("db.example.org");
  }

  @Test
  void shouldEvictTheLeastRecentlyUsed() throws Exception {
    for (int host = 1; host <= 5; host++) {
      name("192.0.2." + host);
    }
    answer();
    asked.clear();
    name("192.0.2.5");
    name("192.0.2.1");
    answer();

    assertThat(asked).containsExactly("192.0.2.1");
  }

  @Test
  void shouldLeaveConfiguredNamesAlone() throws Exception {
    InetAddress peer = InetAddress.getByName(PEER);
    PeerNaming configured = names.after(address -> "configured");

    assertThat(configured.name(Address.of(peer))).isEqualTo("configured");
    assertThat(waiting).isEmpty();
  }

  private String name(String address) throws Exception {
    InetAddress peer = InetAddress.getByName(address);
    return naming.name(Address.of(peer));
  }

  private void answer() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private Optional<String> lookUp(InetAddress address) {
    asked.add(address.getHostAddress());
    return Optional.ofNullable(dns.get(address.getHostAddress()));
  }

  private void execute(Runnable task) {
    if (full) {
      throw new RejectedExecutionException();
    }
    waiting.add(task);
  }

  private long now() {
    return nowNs;
  }
}
