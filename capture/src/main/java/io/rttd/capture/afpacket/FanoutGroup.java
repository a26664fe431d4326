package io.rttd.capture.afpacket;

import static io.rttd.capture.afpacket.TPacket.*;

/**
 * Packet sockets that share an interface's packets (PACKET_FANOUT): the kernel hashes a packet's
 * addresses and ports, without regard to its direction, and gives it to one of them. So each flow is
 * whole on one socket. Any thread.
 */
public final class FanoutGroup {
  private int members;
  private int id;

  /** A group without members. */
  public FanoutGroup() {}

  /** Adds a socket that is bound. All of a group listen on the same interface. */
  synchronized void join(PacketSocket socket) {
    if (members == 0) {
      socket.setPacketOption(PACKET_FANOUT, (FANOUT_HASH | FANOUT_FLAG_UNIQUE_ID) << 16);
      id = socket.getPacketOption(PACKET_FANOUT) & 0xFFFF;
    } else {
      socket.setPacketOption(PACKET_FANOUT, FANOUT_HASH << 16 | id);
    }
    members++;
  }

  /** A member was closed. */
  synchronized void leave() {
    members--;
  }
}
