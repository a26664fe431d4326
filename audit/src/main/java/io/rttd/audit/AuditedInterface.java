package io.rttd.audit;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.EngineConfig;
import io.rttd.model.CaptureCounter;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.SegmentPump;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.live.LiveCapture;
import io.rttd.pipeline.live.LiveSettings;
import org.agrona.concurrent.SystemEpochNanoClock;

/** The capture on one interface, whose polling thread does all the work. Single-threaded. */
final class AuditedInterface implements AutoCloseable {
  private static final int SNAPLEN_BYTES = 256;
  private static final int BATCH = 1024;
  private static final EngineConfig ENGINE = EngineConfig.defaults(1).keepingFlows().withShards(0);

  private final AuditLedger ledger = new AuditLedger();
  private final FrameSource source;
  private final CapturePipeline pipeline;

  AuditedInterface(String name, TimedDirections timedEnds) throws CaptureException {
    source = LiveCapture.open(LiveSettings.of(name, SNAPLEN_BYTES, PeerFilter.allTcp()));
    pipeline =
        CapturePipeline.of(name, source, ENGINE).timedEnds(timedEnds).verdicts(ledger).build();
  }

  /** Handles what has been captured, after a few tens of milliseconds if there is nothing. */
  void poll() {
    pipeline.pump().poll(BATCH);
  }

  /** Handles everything that passed before the call. */
  void settle() {
    SegmentPump pump = pipeline.pump();
    long nowNs = SystemEpochNanoClock.INSTANCE.nanoTime();
    int frames;
    do {
      frames = pump.poll(BATCH);
    } while (frames > 0 && pump.latestNs() <= nowNs);
  }

  AuditLedger ledger() {
    return ledger;
  }

  /** Packets that the kernel dropped before they were read. */
  long lost() {
    return source.kernelDrops();
  }

  long packets() {
    pipeline.pump().finish();
    return pipeline.count(CaptureCounter.PACKETS);
  }

  @Override
  public void close() {
    pipeline.close();
    source.close();
  }
}
