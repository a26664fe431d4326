package io.rttd.pipeline.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.config.ConfigReader;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureCounter;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Assembly of a capture from its configuration, on sources of the test's own. */
class RunningCaptureTest {
  private static final String LIVE = "interface: wire0, mode: tap";
  private static final String FILE = "pcap: /a.pcap, mode: tap";

  private final List<LiveFrames> wires = new ArrayList<>();
  private final AtomicLong samples = new AtomicLong();
  private final ConcurrentLinkedQueue<Integer> shards = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Throwable> errors = new ConcurrentLinkedQueue<>();

  @Test
  void shouldMeasureInALaneOfItsOwnForEachCaptureThread() throws Exception {
    RunningCapture capture = open(LIVE, 2, 2);
    Semaphore ended = new Semaphore(0);
    capture.start(ended::release);
    for (LiveFrames wire : wires) {
      wire.data();
      wire.ack();
    }
    await().until(() -> wires.stream().allMatch(LiveFrames::isEmpty));
    capture.stopCapture();
    capture.stopEngine();

    assertThat(wires).hasSize(2).allMatch(wire -> wire.closed);
    assertThat(samples).hasValue(2);
    assertThat(shards).as("each of both lanes has half of the shards").contains(0, 1);
    assertThat(capture.reading().get(CaptureCounter.PACKETS)).isEqualTo(4);
    ended.acquire(2);
    assertThat(capture.hasEnded()).isTrue();
    assertThat(errors).isEmpty();
  }

  @Test
  void shouldCloseWhatIsOpenWhenALaterLaneCannotBeOpened() {
    assertThatThrownBy(() -> open(LIVE, 3, 2)).isInstanceOf(CaptureException.class);

    assertThat(wires).hasSize(2).allMatch(wire -> wire.closed);
  }

  @Test
  void shouldSteerAllLanesAsOne() throws Exception {
    RunningCapture capture = open(LIVE, 2, 2);
    Runnable undo = capture.refilter(instance(LIVE + ", filter: port 2"), PeerNames.none("wire0"));
    undo.run();
    capture.abandon();

    assertThat(wires)
        .hasSize(2)
        .allSatisfy(
            wire ->
                assertThat(wire.filters())
                    .extracting(filter -> filter.extra().orElse("none"))
                    .containsExactly("port 2", "none"));
  }

  @Test
  void shouldReadAFileInOneLaneAndLeaveItUnsteered() throws Exception {
    RunningCapture capture = open(FILE, 2, 2);
    capture.refilter(instance(FILE + ", filter: port 2"), PeerNames.none("a.pcap")).run();
    capture.abandon();

    assertThat(wires).hasSize(1);
    assertThat(wires.get(0).filters()).isEmpty();
  }

  private RunningCapture open(String keys, int captureThreads, int openable) throws Exception {
    String init = "init_config: {shards: 2, capture_threads: " + captureThreads + "}\n";
    RttdConfig whole = config(init, keys);
    return RunningCapture.of(
            "wire0",
            whole.instances().get(0),
            whole,
            () -> HostAddresses.of(InterfaceDirectory.EMPTY),
            errors::add)
        .opener(
            (instance, filter, config, group) -> {
              assertThat(group.isPresent()).as("shared out").isEqualTo(isLive(keys));
              if (wires.size() == openable) {
                throw new CaptureException(Reason.NOT_FOUND, "no such interface");
              }
              wires.add(new LiveFrames());
              return wires.get(wires.size() - 1);
            })
        .snapshots(this::count)
        .open();
  }

  private void count(ShardSnapshot snapshot) {
    shards.add(snapshot.shard());
    samples.addAndGet(snapshot.peers().stream().mapToLong(PairInterval::count).sum());
    snapshot.recycle();
  }

  private static boolean isLive(String keys) {
    return keys.equals(LIVE);
  }

  private static InstanceConfig instance(String keys) throws Exception {
    return config("", keys).instances().get(0);
  }

  private static RttdConfig config(String init, String keys) throws Exception {
    return new ConfigReader(Map.of(), 2)
        .parse("test.yaml", init + "instances:\n- {" + keys + "}\n");
  }
}
