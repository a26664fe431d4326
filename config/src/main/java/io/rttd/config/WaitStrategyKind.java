package io.rttd.config;

/** How a shard's thread waits for the next segment: from frugal to fast. */
public enum WaitStrategyKind {
  BLOCKING,
  SLEEPING,
  YIELDING,
  BUSY_SPIN
}
