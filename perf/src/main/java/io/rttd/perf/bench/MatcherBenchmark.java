package io.rttd.perf.bench;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.rtt.MatchHandler;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Matching, ns per segment, for both data and ACKs: creating the segments alone, with the matcher,
 * and with the whole engine on one thread (flow table, matcher, histograms).
 *
 * <p>With many flows, each sends one segment in turn, in an order that caches cannot predict.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatcherBenchmark {
  private static final int SEGMENTS = 4096;
  private static final int FLOW_BYTES = 2 * HalfFlow.BYTES_ALONE;
  private static final int SCATTER = 0x9E37_79B1;
  private static final int SHARED_PORTS = 1 << 15;
  private static final long MAX_RTT_NS = TimeUnit.SECONDS.toNanos(60);

  /** Traffic of each flow. */
  @Param public SegmentTrace.Pattern pattern = SegmentTrace.Pattern.BULK;

  /** Number of flows; a power of two. */
  @Param({"1", "131072"})
  public int flows = 1;

  private final Segment segment = new Segment();
  private final HalfFlow client = new HalfFlow();
  private final HalfFlow server = new HalfFlow();
  private final Counts counts = new Counts();
  private SegmentTrace trace = SegmentTrace.of(pattern);
  private UnsafeBuffer halves = new UnsafeBuffer(new byte[0]);
  private RttMatcher matcher = new RttMatcher(1, 1, MAX_RTT_NS, counts);
  private RttEngine engine = newEngine();
  private int turn;
  private int index;
  private int cycle;

  private static final class Counts implements MatchHandler {
    private long samples;
    private long firstSent;
    private long retransmissions;

    @Override
    public void onVerdict(HalfFlow dataSender, AckVerdict verdict) {
      samples += verdict.verdict().isSample() ? 1 : 0;
    }

    @Override
    public void onFirstTransmission(HalfFlow dataSender, Segment first, int segments) {
      firstSent += segments;
    }

    @Override
    public void onRetransmission(HalfFlow dataSender, Segment again, int segments) {
      retransmissions += segments;
    }

    @Override
    public void onReordering(Segment segment, int segments) {}
  }

  /** Creates the trace and the state of all flows. */
  @Setup
  public void prepare() {
    trace = SegmentTrace.of(pattern);
    halves = new UnsafeBuffer(ByteBuffer.allocateDirect(flows * FLOW_BYTES));
    for (int flow = 0; flow < flows; flow++) {
      at(flow);
      client.initialise();
      server.initialise();
    }
    matcher = new RttMatcher(Math.max(1 << 12, flows * 8), 1024, MAX_RTT_NS, counts);
    engine = newEngine();
    connect();
  }

  /** Opens each flow with a handshake, which tells the engine which end is the client. */
  private void connect() {
    trace.fill(segment, 0, 0);
    int seq = segment.seq;
    int ack = segment.ack;
    boolean byClient = trace.isClients(0);
    for (int flow = 0; flow < flows; flow++) {
      for (boolean fromClient : new boolean[] {true, false}) {
        Segment slot = engine.intake().claim();
        slot.copyFrom(segment);
        slot.payloadLength = 0;
        slot.flags = fromClient ? TcpFlags.SYN : TcpFlags.SYN | TcpFlags.ACK;
        slot.seq = (fromClient == byClient ? seq : ack) - 1;
        slot.ack = fromClient == byClient ? ack : seq;
        address(slot, flow, fromClient);
        engine.intake().publish();
      }
    }
  }

  /** Creating the segments alone: to be subtracted from the other two. */
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int segments() {
    int sum = 0;
    for (int i = 0; i < SEGMENTS; i++) {
      sum += next() + segment.seq;
    }
    return sum;
  }

  /** With the matcher. */
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long matcher() {
    for (int i = 0; i < SEGMENTS; i++) {
      at(next());
      if (trace.isClients(index)) {
        matcher.onSegment(segment, client, server);
      } else {
        matcher.onSegment(segment, server, client);
      }
    }
    return counts.samples + counts.firstSent + counts.retransmissions;
  }

  /** With the whole engine. */
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long engine() {
    for (int i = 0; i < SEGMENTS; i++) {
      int flow = next();
      Segment slot = engine.intake().claim();
      slot.copyFrom(segment);
      address(slot, flow, trace.isClients(index));
      engine.intake().publish();
    }
    return engine.intake().stalls();
  }

  private int next() {
    if (++turn >= flows) {
      turn = 0;
      if (++index >= trace.length()) {
        index = 0;
        cycle++;
      }
    }
    trace.fill(segment, index, cycle);
    return (turn * SCATTER) & (flows - 1);
  }

  private void at(int flow) {
    long first = halves.addressOffset() + (long) flow * FLOW_BYTES;
    client.wrap(first);
    server.wrap(first + HalfFlow.BYTES_ALONE);
  }

  private static void address(Segment slot, int flow, boolean fromClient) {
    long clientAddress = 0xFFFF_C612_0000L + flow / SHARED_PORTS;
    long serverAddress = 0xFFFF_C613_0001L;
    int clientPort = 1024 + flow % SHARED_PORTS;
    slot.srcHi = 0;
    slot.dstHi = 0;
    slot.srcLo = fromClient ? clientAddress : serverAddress;
    slot.dstLo = fromClient ? serverAddress : clientAddress;
    slot.srcPort = fromClient ? clientPort : 443;
    slot.dstPort = fromClient ? 443 : clientPort;
  }

  private static RttEngine newEngine() {
    EngineConfig config =
        EngineConfig.defaults(1).keepingFlows().withMemoryLimit(512L << 20).withShards(0);
    return new RttEngine("benchmark", config, VerdictListener.NONE, snapshot -> {});
  }
}
