package io.rttd.capture.decode;

/** What an IP header says about its fragment. */
final class FragmentHeader {
  /** Identifies its packet's path: a hash of addresses and protocol. */
  long path;

  /** Identifies its packet: a hash of path and identification. */
  long packet;

  /** Where it begins in the packet, in bytes. */
  int offset;

  /** Its length in bytes. */
  int length;

  /** Whether it is not the last one. */
  boolean more;

  void set(long onPath, long ofPacket, int atOffset, int ofLength, boolean isFollowed) {
    path = onPath;
    packet = ofPacket;
    offset = atOffset;
    length = ofLength;
    more = isFollowed;
  }
}
