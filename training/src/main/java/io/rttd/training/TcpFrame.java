package io.rttd.training;

/**
 * The content of one frame of a generated connection. Reused for each frame; {@link #begin} clears
 * what a frame need not set.
 */
final class TcpFrame {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int PSH = 0x08;
  static final int ACK = 0x10;

  boolean fromClient;
  int flags;
  int seq;
  int ack;
  int payloadBytes;
  int tsVal;
  int tsEcr;

  /** One SACK block, if the right edge lies behind the left. */
  int sackLeft;

  int sackRight;

  /** Begins a frame without payload and SACK. */
  TcpFrame begin(boolean client, int tcpFlags) {
    fromClient = client;
    flags = tcpFlags;
    seq = 0;
    ack = 0;
    payloadBytes = 0;
    tsVal = 0;
    tsEcr = 0;
    sackLeft = 0;
    sackRight = 0;
    return this;
  }
}
