package io.rttd.capture.filter;

import java.util.Optional;

/** The kinds of packet starts that a filter program must distinguish. */
public enum LinkHeader {
  /** Ethernet, with up to two VLAN tags. */
  ETHERNET(BpfAssembler.LOAD_HALF_AT, 12, 14, 14),
  /** The network header, on a cooked packet socket, where the kernel provides the ethertype. */
  COOKED_SOCKET(BpfAssembler.LOAD_WORD_AT, -0x1000, 0, 0),
  /** The network header, without an ethertype. */
  NONE(BpfAssembler.LOAD_BYTE_AT, 0, 0, 0),
  /** LINKTYPE_LINUX_SLL. */
  LINUX_SLL(BpfAssembler.LOAD_HALF_AT, 14, 16, 0),
  /** LINKTYPE_LINUX_SLL2. */
  LINUX_SLL2(BpfAssembler.LOAD_HALF_AT, 0, 20, 0);

  final int ethertypeLoad;

  /** SKF_AD_OFF + SKF_AD_PROTOCOL where it is negative. */
  final int ethertypeOffset;

  final int length;

  /** Its length in the kernel: 0 where libpcap creates it afterwards. */
  final int kernelLength;

  LinkHeader(int ethertypeLoad, int ethertypeOffset, int length, int kernelLength) {
    this.ethertypeLoad = ethertypeLoad;
    this.ethertypeOffset = ethertypeOffset;
    this.length = length;
    this.kernelLength = kernelLength;
  }

  /** The header of one of libpcap's DLT_ numbers, if a program can be written for it. */
  public static Optional<LinkHeader> ofDlt(int dlt) {
    return switch (dlt) {
      case 1 -> Optional.of(ETHERNET);
      case 12 -> Optional.of(NONE);
      case 113 -> Optional.of(LINUX_SLL);
      case 276 -> Optional.of(LINUX_SLL2);
      default -> Optional.empty();
    };
  }
}
