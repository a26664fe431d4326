package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.FixedKeys;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.steering.LiveFrames;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A running daemon applies another configuration. */
class ReloadTest {
  private static final String INIT = "init_config: {log_level: critical, report_interval: 1}\n";

  /** What is needed of each report, taken while it is valid. */
  private record Seen(String iface, List<String> tags, long samples) {}

  private static final class SeeingSink implements MetricSink {
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onReport(Report report) {
      long samples = report.peers().stream().mapToLong(peer -> peer.count()).sum();
      seen.add(new Seen(report.iface(), report.tags(), samples));
    }

    @Override
    public void close() {}

    long samples() {
      return seen.stream().mapToLong(Seen::samples).sum();
    }

    boolean saw(String iface, String tag) {
      return seen.stream().anyMatch(s -> s.iface().equals(iface) && s.tags().contains(tag));
    }
  }

  private final SeeingSink sink = new SeeingSink();
  private final Map<String, LiveFrames> wires = new ConcurrentHashMap<>();
  private RttDaemon daemon;

  @AfterEach
  void close() {
    if (daemon != null) {
      daemon.close();
    }
  }

  @Test
  void shouldKeepAFlowWhoseDataWasSentBeforeAndAcknowledgedAfter() throws Exception {
    daemon = launch(INIT + instance("wire0", "tags: ['a:b']"));
    LiveFrames wire = wires.get("wire0");
    wire.data();
    wire.ack();
    wire.data();
    await().until(() -> wire.isEmpty() && sink.saw("wire0", "a:b"));

    daemon.reload(config(INIT + instance("wire0", "tags: ['c:d']")));
    wire.ack();
    await().until(() -> sink.saw("wire0", "c:d") && sink.samples() == 2);
    daemon.close();

    assertThat(sink.samples()).as("each segment gave one sample").isEqualTo(2);
    List<Seen> seen = sink.seen;
    int changed =
        seen.indexOf(seen.stream().filter(s -> s.tags().contains("c:d")).findFirst().get());
    assertThat(seen.subList(0, changed)).allMatch(s -> s.tags().equals(List.of("a:b")));
    assertThat(seen.subList(changed, seen.size())).allMatch(s -> s.tags().equals(List.of("c:d")));
    assertThat(wires).as("opened once").hasSize(1);
  }

  @Test
  void shouldStartAddedCapturesAndEndRemovedOnes() throws Exception {
    daemon = launch(INIT + instance("wire0", "") + instance("wire1", ""));
    LiveFrames gone = wires.get("wire0");
    gone.data();
    gone.ack();
    await().until(gone::isEmpty);

    daemon.reload(config(INIT + instance("wire1", "") + instance("wire2", "")));
    assertThat(gone.closed).isTrue();
    assertThat(sink.samples()).as("the last interval of what is gone").isEqualTo(1);
    assertThat(wires.get("wire1").closed).isFalse();
    wires.get("wire2").data();
    wires.get("wire2").ack();
    await().until(() -> sink.samples() == 2);

    assertThat(daemon.status().failure()).isEmpty();
    assertThat(daemon.await(0, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void shouldKeepTheOldConfigurationWhenTheNewCaptureCannotStart() throws Exception {
    daemon = launch(INIT + instance("wire0", "tags: ['a:b']"));
    RttdConfig next =
        config(
            INIT
                + instance("wire0", "tags: ['c:d']")
                + instance("wire1", "")
                + instance("none", ""));

    assertThatThrownBy(() -> daemon.reload(next)).isInstanceOf(CaptureException.class);

    assertThat(wires.get("wire1").closed).isTrue();
    await().until(() -> sink.seen.size() >= 2);
    assertThat(sink.seen).allMatch(s -> s.tags().equals(List.of("a:b")));
    daemon.close();
    assertThat(daemon.status().failure()).isEmpty();
  }

  @Test
  void shouldKeepTheOldConfigurationWhenTheNewFilterIsInvalid() throws Exception {
    daemon =
        launch(INIT + instance("wire0", "filter: port 1") + instance("wire1", "tags: ['a:b']"));
    wires.get("wire1").refuseFilter("port ((");
    RttdConfig next =
        config(
            INIT
                + instance("wire0", "filter: port 2")
                + instance("wire1", "filter: 'port ((', tags: ['c:d']")
                + instance("wire2", ""));

    assertThatThrownBy(() -> daemon.reload(next))
        .isInstanceOf(CaptureException.class)
        .hasMessage("wire1: syntax error in port ((");

    assertThat(wires.get("wire2").closed).isTrue();
    assertThat(wires.get("wire0").filters())
        .extracting(filter -> filter.extra().orElseThrow())
        .as("there and back")
        .containsExactly("port 2", "port 1");
    await().until(() -> sink.seen.size() >= 4);
    assertThat(sink.seen.stream().filter(s -> s.iface().equals("wire1")))
        .isNotEmpty()
        .allMatch(s -> s.tags().equals(List.of("a:b")));
    assertThat(daemon.status().failure()).isEmpty();
  }

  @Test
  void shouldRestoreFiltersWhenOneThrows() throws Exception {
    daemon = launch(INIT + instance("wire0", "filter: port 1") + instance("wire1", ""));
    wires.get("wire1").breakOnFilter("port 3");
    RttdConfig next =
        config(INIT + instance("wire0", "filter: port 2") + instance("wire1", "filter: port 3"));

    assertThatThrownBy(() -> daemon.reload(next)).isInstanceOf(IllegalStateException.class);

    assertThat(wires.get("wire0").filters())
        .extracting(filter -> filter.extra().orElseThrow())
        .containsExactly("port 2", "port 1");
  }

  /** Never half dead: what was measured is reported, and the whole ends. */
  @Test
  void shouldShutDownCompletelyWhenACaptureThreadThrows() throws Exception {
    Throwable error = new OutOfMemoryError("said by a test");
    daemon = launch(INIT + instance("wire0", "") + instance("wire1", ""));
    wires.get("wire1").data();
    wires.get("wire1").ack();
    await().until(() -> wires.get("wire1").isEmpty());
    wires.get("wire0").fail(error);

    assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
    daemon.close();
    assertThat(daemon.status().failure()).containsSame(error);
    assertThat(wires.get("wire1").closed).isTrue();
    assertThat(sink.samples()).isEqualTo(1);
  }

  @Test
  void shouldReportTheMemoryLimitInForceNotTheOneInTheFile() throws Exception {
    daemon = launch("init_config: {memory_limit: 64MB}\n" + instance("wire0", ""));

    daemon.reload(config("init_config: {memory_limit: 128MB}\n" + instance("wire0", "")));

    assertThat(daemon.status().memoryLimitBytes()).isEqualTo(64 << 20);
  }

  @Test
  void shouldNameTheKeysThatNeedARestart() throws Exception {
    RttdConfig before = config(INIT + instance("wire0", ""));
    RttdConfig after =
        config(
            "init_config: {memory_limit: 64MB, ring_size: 1024, tags: ['x:y']}\n"
                + instance("wire0", "mode: host"));

    assertThat(FixedKeys.changed(before, after)).containsExactly("memory_limit", "ring_size");
    assertThat(FixedKeys.changed(before.instances().get(0), after.instances().get(0)))
        .containsExactly("mode");
  }

  @Test
  void shouldNotMistakeAnEvenShareForAChangeOfTheTotal() throws Exception {
    RttdConfig one = config(INIT + instance("a", ""));
    RttdConfig three = config(INIT + instance("a", "") + instance("b", "") + instance("c", ""));

    assertThat(FixedKeys.changed(one, three)).isEmpty();
  }

  private RttDaemon launch(String yaml) throws Exception {
    return RttDaemon.launch(
        config(yaml),
        SinkSet.fixed(List.of(sink)),
        (instance, peers, whole, group) -> {
          String name = instance.interfaceName().orElseThrow();
          if (name.equals("none")) {
            throw new CaptureException(Reason.NOT_FOUND, "no such interface: none");
          }
          LiveFrames wire = new LiveFrames();
          wires.put(name, wire);
          return wire;
        });
  }

  private static String instance(String name, String line) {
    String mode = line.contains("mode:") ? "" : ", mode: tap";
    return "- {interface: " + name + mode + (line.isEmpty() ? "" : ", " + line) + "}\n";
  }

  private static RttdConfig config(String yaml) throws ConfigException {
    int list = yaml.indexOf("- {");
    return new ConfigReader(Map.of(), 2)
        .parse("test.yaml", yaml.substring(0, list) + "instances:\n" + yaml.substring(list));
  }
}
