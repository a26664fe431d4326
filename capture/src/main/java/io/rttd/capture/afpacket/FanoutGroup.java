package io.rttd.capture.afpacket;

import static io.rttd.capture.afpacket.TPacket.*;

import io.rttd.capture.filter.BpfProgram;
import io.rttd.capture.filter.FanoutProgram;
import java.security.SecureRandom;

/**
 * Packet sockets that share an interface's packets (PACKET_FANOUT): the kernel gives each packet to
 * one of them, chosen by a direction-independent hash of its addresses and ports, so that each flow
 * stays on one socket. Thread-safe.
 */
public final class FanoutGroup {
  private final BpfProgram program;
  private int members;
  private int id;

  /**
   * Creates a group without members.
   *
   * @param tunnels whether to distribute flows inside tunnels by their inner headers
   */
  public FanoutGroup(boolean tunnels) {
    program = FanoutProgram.write(new SecureRandom().nextInt(), tunnels);
  }

  /** Adds a bound socket. All sockets of a group capture on the same interface. */
  synchronized void join(PacketSocket socket) {
    if (members == 0) {
      socket.setPacketOption(PACKET_FANOUT, (FANOUT_CBPF | FANOUT_FLAG_UNIQUE_ID) << 16);
      socket.setFanoutProgram(program);
      id = socket.getPacketOption(PACKET_FANOUT) & 0xFFFF;
    } else {
      socket.setPacketOption(PACKET_FANOUT, FANOUT_CBPF << 16 | id);
    }
    members++;
  }

  /** Records that a member was closed. */
  synchronized void leave() {
    members--;
  }
}
