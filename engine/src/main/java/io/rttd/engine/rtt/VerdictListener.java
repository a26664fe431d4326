package io.rttd.engine.rtt;

/** Called for every verdict, on the shard's thread, in the order of the frames. */
@FunctionalInterface
public interface VerdictListener {
  /** A listener that does nothing. */
  VerdictListener NONE = verdict -> {};

  /** One acknowledgement was judged. The argument is valid during the call only. */
  void onVerdict(AckVerdict verdict);
}
