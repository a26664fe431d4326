package io.rttd.pipeline;

import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.pipeline.ScriptedSource.Scripted;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** A pump from a scripted source into a recording publisher, with a wall clock that a test sets. */
abstract class SegmentPumpFixture {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long NOW = 1_000 * SECOND;
  static final int LIMIT = 100;

  static final byte TCP = (byte) DecodeOutcome.TCP.ordinal();
  static final byte NOT_TCP = (byte) DecodeOutcome.NOT_TCP.ordinal();

  /** As {@link #TCP}, between strangers. */
  static final byte STRANGERS = 100;

  final RecordingPublisher intake = new RecordingPublisher();
  final CaptureCounters counters = new CaptureCounters();
  long wallClockNs = NOW;

  SegmentPump pump(FrameSource source, long reportIntervalNs) {
    TimedDirections local =
        TimedDirections.host(new LocalNetworks(List.of(), List.of(Cidr.parse("10.0.0.0/8"))));
    return new SegmentPump(
        source,
        intake,
        local,
        counters,
        () -> wallClockNs,
        reportIntervalNs,
        SegmentPumpFixture::decode);
  }

  static void pumpAll(SegmentPump pump) {
    int frames;
    do {
      frames = pump.poll(LIMIT);
    } while (frames != FrameSource.END);
  }

  static Scripted frame(long timeNs, byte content) {
    return new Scripted(timeNs, content);
  }

  /** The frame's first byte says what it is. */
  private static DecodeOutcome decode(
      int linkType, DirectBuffer buffer, int offset, int captured, int original, Segment into) {
    byte content = buffer.getByte(offset);
    into.srcHi = 0;
    into.srcLo = Addresses.ipv4Lo(content == STRANGERS ? 0x0B00_0001 : 0x0A00_0001);
    into.dstHi = 0;
    into.dstLo = Addresses.ipv4Lo(0x0B00_0002);
    into.seq++; // no two frames are the same
    return content == STRANGERS ? DecodeOutcome.TCP : DecodeOutcome.values()[content];
  }
}
