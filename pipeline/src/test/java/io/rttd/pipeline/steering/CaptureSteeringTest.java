package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.CaptureException;
import io.rttd.capture.filter.KernelFilter;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.ConfigReader;
import io.rttd.config.InstanceConfig;
import io.rttd.model.Address;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.DirectoryBuilder;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.NetworkRoute;
import io.rttd.pipeline.sampling.OverloadGovernor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On a clock of the test's own. */
class CaptureSteeringTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = 1_000 * SECOND;

  private final Wire wire = new Wire();
  private final Map<String, List<String>> dns = new ConcurrentHashMap<>();
  private final List<PeerNames> renamed = new ArrayList<>();
  private HostWatch hosts;
  private CaptureSteering steering;
  private HostAddresses local = HostAddresses.of(InterfaceDirectory.EMPTY);
  private long now = START;

  @AfterEach
  void endWatch() {
    hosts.close();
  }

  @Test
  void shouldLeaveAFilterAloneWhileNothingChanges() throws Exception {
    open("ips: [10.0.0.1]");
    pass(100);

    assertThat(wire.events).isEmpty();
    assertThat(steering.samplingRate(now)).isOne();
  }

  @Tag("fault")
  @Test
  void shouldMeasureAShareUnderOverloadAndAllAgainAfterwards() throws Exception {
    open("ips: [10.0.0.1]");
    for (int second = 0; second < 10; second++) {
      wire.drops += 100;
      pass(1);
    }
    assertThat(wire.filters).isNotEmpty();
    assertThat(wire.filters.get(0).share().fraction()).isEqualTo(0.5);
    assertThat(wire.events).as("no gap where flows are cut off").containsOnly("filter");
    assertThat(steering.samplingRate(now)).isBetween(0.1, 0.95);

    wire.events.clear();
    pass(300);
    assertThat(wire.last().share().isAll()).isTrue();
    assertThat(wire.events).startsWith("gap", "filter", "gap", "filter");
    steering.samplingRate(now);
    pass(10);
    assertThat(steering.samplingRate(now)).isOne();
  }

  @Test
  void shouldMeasureAndRestByTurns() throws Exception {
    open("sample: true, sample_duration: 10, sample_interval: 30");
    assertThat(steering.pauseMs()).as("fine enough for the schedule").isEqualTo(250);
    pass(9);
    assertThat(wire.filters).isEmpty();
    pass(2);
    assertThat(wire.last().share().isNone()).isTrue();
    pass(28);
    assertThat(wire.filters).hasSize(1);
    pass(2);
    assertThat(wire.last().share().isAll()).isTrue();
    assertThat(wire.events).containsExactly("filter", "gap", "filter");
    pass(39);
    assertThat(steering.samplingRate(now)).isCloseTo(0.25, within(0.02));
  }

  @Test
  void shouldTimeWhatBecomesLocalWithoutTouchingTheFilter() throws Exception {
    open("mode: host");
    local =
        HostAddresses.of(
            new DirectoryBuilder()
                .link("cali1", "veth")
                .route(NetworkRoute.Kind.ON_LINK, "10.42.0.7/32", "cali1")
                .build());
    pass(1);

    assertThat(wire.events).containsExactly("ends");
    assertThat(wire.timedEnds).isEqualTo(TimedDirections.host(local.with(List.of())));
  }

  @Test
  void shouldLetOwnAcksPassBeforeItTimesGuestsBehindTheInterface() throws Exception {
    open("mode: host");
    HostAddresses alone = local;
    local =
        HostAddresses.of(
            new DirectoryBuilder()
                .link("wire0", "bridge", "10.42.0.1")
                .route(NetworkRoute.Kind.ON_LINK, "10.42.0.0/24", "wire0")
                .build());
    pass(1);
    assertThat(wire.events).containsExactly("gap", "filter", "ends");
    assertThat(wire.last().ownAcks()).isTrue();

    wire.events.clear();
    local = alone;
    pass(1);
    assertThat(wire.events).as("no gap where less is seen").containsExactly("ends", "filter");
    assertThat(wire.last().ownAcks()).isFalse();
  }

  @Test
  void shouldKeepWhatACaptureWasOpenedWithWhenItIsReconfigured() throws Exception {
    open("mode: host");
    steering.reconfigure(
        config("mode: tap, tunnels: true, ports: [443]"), PeerNames.none("wire0"), now);

    assertThat(wire.last().ports()).containsExactly(443);
    assertThat(wire.last().tunnels()).isFalse();
    assertThat(wire.last().ownAcks()).isFalse();
  }

  @Test
  void shouldFollowAHostToItsNewAddress() throws Exception {
    dns.put("db.example", List.of("10.0.0.1"));
    open("hosts: [db.example]");
    dns.put("db.example", List.of("10.0.0.3", "10.0.0.2"));
    await().until(() -> hosts.latest().addresses().size() == 2);
    pass(1);

    assertThat(wire.last().hosts())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.0.0.2", "10.0.0.3");
    assertThat(wire.events).containsExactly("gap", "filter");
    InetAddress moved = InetAddress.getByName("10.0.0.3");
    assertThat(renamed).hasSize(1);
    assertThat(renamed.get(0).name(Address.of(moved))).isEqualTo("db.example");
  }

  @Tag("fault")
  @Test
  void shouldKeepTheAddressesOfAHostThatCannotBeResolved() throws Exception {
    dns.put("db.example", List.of("10.0.0.1"));
    open("hosts: [db.example]");
    dns.clear();
    await().until(() -> !hosts.latest().failed().isEmpty());
    pass(1);

    assertThat(hosts.latest().addresses()).hasSize(1);
    assertThat(wire.events).isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldCaptureNothingUntilAHostHasAnAddress() throws Exception {
    open("hosts: [db.example]");
    assertThat(CaptureSource.filterOf(config("hosts: [db.example]"), hosts.latest(), local).share())
        .satisfies(share -> assertThat(share.isNone()).isTrue());
    pass(5);
    assertThat(wire.events).isEmpty();
    assertThat(steering.samplingRate(now)).isZero();

    dns.put("db.example", List.of("10.0.0.1"));
    await().until(() -> hosts.latest().failed().isEmpty());
    pass(1);
    assertThat(wire.last().share().isAll()).isTrue();
  }

  @Test
  void shouldApplyAnotherConfiguration() throws Exception {
    open("ips: [10.0.0.1]");
    InstanceConfig next = config("ips: [10.0.0.2], ports: [443]");
    steering.reconfigure(next, PeerNames.none("wire0"), now);

    assertThat(wire.last().ports()).containsExactly(443);
    assertThat(wire.events).containsExactly("gap", "filter");
  }

  @Test
  void shouldKeepTheOldConfigurationWhenTheNewFilterIsRejected() throws Exception {
    open("ips: [10.0.0.1]");
    wire.refuses = true;
    InstanceConfig next = config("ips: [10.0.0.2], filter: 'port (('");
    assertThatThrownBy(() -> steering.reconfigure(next, PeerNames.none("wire0"), now))
        .isInstanceOf(CaptureException.class);
    wire.refuses = false;
    pass(5);

    assertThat(wire.events).as("neither a gap nor a filter").isEmpty();
  }

  @Test
  void shouldNotMistakeARejectedFilterForTheOneInForce() throws Exception {
    dns.put("db.example", List.of("10.0.0.1"));
    open("hosts: [db.example]");
    wire.refuses = true;
    dns.put("db.example", List.of("10.0.0.2"));
    await().until(() -> hosts.latest().addresses().toString().contains("10.0.0.2"));
    pass(5);
    assertThat(wire.events).isEmpty();
    assertThat(wire.refusals).as("asked for once").isEqualTo(1);

    InstanceConfig same = config("hosts: [db.example]");
    assertThatThrownBy(() -> steering.reconfigure(same, hosts.latest(), now))
        .isInstanceOf(CaptureException.class);
    wire.refuses = false;
    steering.reconfigure(same, hosts.latest(), now);

    assertThat(wire.last().hosts())
        .extracting(InetAddress::getHostAddress)
        .containsExactly("10.0.0.2");
    assertThat(wire.events).containsExactly("gap", "filter");
  }

  private void open(String keys) throws Exception {
    InstanceConfig config = config(keys);
    PeerNames names = PeerNames.none("wire0").resolve(config.hosts(), this::resolve);
    hosts = new HostWatch("wire0", names, this::resolve, 20, 20);
    steering =
        new CaptureSteering(
            wire,
            wire,
            config,
            local,
            () -> local,
            hosts,
            new OverloadGovernor(3 * SECOND, 30 * SECOND),
            START,
            1);
  }

  private void pass(int seconds) {
    for (int tick = 0; tick < seconds * 10; tick++) {
      now += SECOND / 10;
      steering.onTime(now);
    }
  }

  private InetAddress[] resolve(String host) throws UnknownHostException {
    List<String> addresses = dns.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    InetAddress[] found = new InetAddress[addresses.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = InetAddress.getByName(addresses.get(i));
    }
    return found;
  }

  private static InstanceConfig config(String keys) throws Exception {
    String mode = keys.contains("mode:") ? "" : "mode: tap, ";
    return new ConfigReader(Map.of(), 2)
        .parse("test.yaml", "instances:\n- {interface: wire0, " + mode + keys + "}\n")
        .instances()
        .get(0);
  }

  /** A capture that writes down what becomes of it. */
  private final class Wire implements KernelFilter, CaptureSteering.SteeredCapture {
    private final List<PeerFilter> filters = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private TimedDirections timedEnds;
    private long drops;
    private boolean refuses;
    private int refusals;

    private PeerFilter last() {
      return filters.get(filters.size() - 1);
    }

    @Override
    public void checkFilter(PeerFilter filter) throws CaptureException {
      if (refuses) {
        refusals++;
        throw new CaptureException(CaptureException.Reason.BAD_FILTER, "syntax error");
      }
    }

    @Override
    public void replaceFilter(PeerFilter filter) throws CaptureException {
      checkFilter(filter);
      filters.add(filter);
      events.add("filter");
    }

    @Override
    public void announceGap() {
      events.add("gap");
    }

    @Override
    public void replaceTimedEnds(TimedDirections timedEnds) {
      events.add("ends");
      this.timedEnds = timedEnds;
    }

    @Override
    public void rename(PeerNames names) {
      renamed.add(names);
    }

    @Override
    public long kernelDrops() {
      return drops;
    }
  }
}
