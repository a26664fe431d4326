package io.rttd.perf.bench;

import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.model.Segment;
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

/** Decoding one frame in place, ns per frame, over many frames in memory, as in a capture ring. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameDecoderBenchmark {
  private static final int FRAMES = 1024;
  private static final int LINKTYPE_ETHERNET = 1;

  /** Kind of headers. */
  @Param public SampleFrames.Kind kind = SampleFrames.Kind.IPV4_DATA;

  private final FrameDecoder decoder = new FrameDecoder();
  private final Segment segment = new Segment();
  private UnsafeBuffer frames = new UnsafeBuffer(new byte[0]);
  private int frameLength;

  /** Lays out the frames back to back. */
  @Setup
  public void layOut() {
    byte[] frame = SampleFrames.of(kind);
    frameLength = frame.length;
    frames = new UnsafeBuffer(new byte[FRAMES * frameLength]);
    for (int i = 0; i < FRAMES; i++) {
      frames.putBytes(i * frameLength, frame);
    }
  }

  /** Decodes all frames. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int decode() {
    int tcp = 0;
    for (int i = 0; i < FRAMES; i++) {
      DecodeOutcome outcome =
          decoder.decode(
              LINKTYPE_ETHERNET, frames, i * frameLength, frameLength, frameLength, segment);
      tcp += outcome == DecodeOutcome.TCP ? 1 : 0;
    }
    return tcp + segment.seq;
  }
}
