package io.rttd.capture.decode;

/** What an IP header says of the fragment behind it. */
final class FragmentHeader {
  /** Identifies its packet's path: a mixture of addresses and protocol. */
  long path;

  /** The packet that it is of: a mixture of its path and identification. */
  long packet;

  /** Where in the packet it begins, in bytes. */
  int offset;

  /** How long it is, in bytes. */
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
