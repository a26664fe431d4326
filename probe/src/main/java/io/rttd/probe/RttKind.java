package io.rttd.probe;

/** Which samples. */
public enum RttKind {
  /** Every one. */
  ALL,
  /** Those whose receiver had no reason to hold its ACK back: the network's. */
  PATH,
  /** Those of SYN and SYN/ACK. */
  HANDSHAKE
}
