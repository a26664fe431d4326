package io.rttd.config;

/** Whose round-trip times are measured. */
public enum Mode {
  /** One end of each flow is a local address; only what the local end sends is timed. */
  HOST,
  /** The capture point is between the ends; both directions are timed, each as a separate leg. */
  TAP
}
