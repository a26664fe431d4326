package io.rttd.perf.bench;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.pipeline.CopyDetector;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** Checking whether a segment is a copy, ns per segment; either none is, or every second one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CopyDetectorBenchmark {
  private static final int SEGMENTS = 1024;

  /** Few enough to stay in cache, like a segment that was just decoded. */
  private static final int SLOTS = 16;

  private static final int HOPS = 64;

  /** Kind of copies, if any, and what identifies them. */
  public enum Traffic {
    /** Each segment once, over IPv4. */
    SINGLE,
    /** Each segment once, over IPv6, which has no identification field to help. */
    SINGLE_IPV6,
    /** Each segment twice, from two interfaces. */
    TWO_INTERFACES,
    /** Each segment twice, with only the time to tell. */
    TWINS
  }

  /** The captured traffic. */
  @Param public Traffic traffic = Traffic.SINGLE;

  private final CopyDetector detector = new CopyDetector();
  private final Segment[] segments = new Segment[SLOTS];
  private long timeNs = 1_700_000_000_000_000_000L;
  private int seq;

  /** Creates segments of many flows. */
  @Setup
  public void makeSegments() {
    Random random = new Random(1);
    for (int i = 0; i < SLOTS; i++) {
      Segment segment = new Segment();
      segment.srcHi = Addresses.IPV4_HI;
      segment.srcLo = Addresses.ipv4Lo(0xC612_0000 + random.nextInt(256));
      segment.dstHi = Addresses.IPV4_HI;
      segment.dstLo = Addresses.ipv4Lo(0xC612_0100 + random.nextInt(256));
      segment.srcPort = 1024 + random.nextInt(60_000);
      segment.dstPort = 443;
      segment.flags = TcpFlags.ACK;
      segment.window = 500;
      segment.payloadLength = 1448;
      segment.hasTimestamps = true;
      segment.tsVal = random.nextInt();
      segment.tsEcr = random.nextInt();
      segments[i] = segment;
    }
  }

  /** Checks each segment, at 600,000 per second. */
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int isCopy() {
    boolean twice = traffic == Traffic.TWO_INTERFACES || traffic == Traffic.TWINS;
    int second = traffic == Traffic.TWO_INTERFACES ? 3 : 2;
    boolean identified = traffic == Traffic.SINGLE;
    int copies = 0;
    for (int i = 0; i < SEGMENTS; i++) {
      boolean again = twice && (i & 1) == 1;
      Segment segment = segments[(again ? i - 1 : i) & (SLOTS - 1)];
      if (!again) {
        seq += 1448;
        segment.seq = seq;
      }
      timeNs += 1_667;
      int identification = identified ? 1 + (i & 0xFFF) : 0;
      copies += detector.isCopy(segment, timeNs, identification, HOPS, again ? second : 2) ? 1 : 0;
    }
    return copies;
  }
}
