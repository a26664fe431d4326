package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine whose tables cannot grow tells its owner, who ends it, instead of losing flows. */
class FullHeapTest {
  private static final int FLOWS = 1_000_000;

  /** A million flows need 20 MB of heap, nearly all of it for maps and ages. */
  @Tag("fault")
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldPassOnThatThereIsNoMemoryForAnotherFlow(int shards) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx14m",
                "-XX:MaxDirectMemorySize=1g",
                "-cp",
                System.getProperty("java.class.path"),
                FullHeapTest.class.getName(),
                Integer.toString(shards))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out)
        .startsWith("java.lang.OutOfMemoryError: Java heap space")
        .contains("io.rttd.engine.flow.FlowTable.add");
  }

  /** Opens flows until something fails, and prints what: SHARDS. */
  public static void main(String[] arguments) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    EngineConfig config =
        EngineConfig.defaults(1)
            .withMaxFlows(FLOWS)
            .withShards(Integer.parseInt(arguments[0]))
            .withRings(1024, WaitStrategyKind.BLOCKING);
    RttEngine engine =
        new RttEngine(
            "full",
            config,
            0,
            1,
            () -> ServicePorts.NONE,
            VerdictListener.NONE,
            ShardSnapshot::recycle,
            error -> failure.compareAndSet(null, error));
    engine.start();
    try (engine) {
      open(engine.intake(), failure);
    } catch (OutOfMemoryError e) {
      failure.compareAndSet(null, e);
    }
    System.out.println(failure.get());
    for (StackTraceElement frame : failure.get().getStackTrace()) {
      System.out.println(frame);
    }
  }

  private static void open(SegmentPublisher intake, AtomicReference<Throwable> failure) {
    for (int flow = 0; flow < FLOWS && failure.get() == null; flow++) {
      Segment segment = intake.claim();
      segment.kind = Segment.KIND_SEGMENT;
      segment.timeNs = flow;
      segment.srcLo = Integer.toUnsignedLong(flow >>> 15);
      segment.dstLo = -1;
      segment.srcPort = flow & 0x7FFF;
      segment.dstPort = 0xFFFF;
      segment.flags = TcpFlags.ACK;
      intake.publish();
    }
    intake.flush();
  }
}
