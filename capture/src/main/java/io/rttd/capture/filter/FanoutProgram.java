package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * The program by which the kernel shares packets out among the sockets of a group
 * (PACKET_FANOUT_CBPF): it returns a {@link FlowHash}, the same for both directions of a flow.
 *
 * <p>The kernel's own hash (PACKET_FANOUT_HASH) would do, but for frames that this host sends with
 * a VLAN tag in them, which it misreads: those flows would be torn.
 *
 * <p>What a packet begins with differs between those sent and those received, so offsets are from
 * the network header, as far as the kernel knows it: of a sent packet its IP header, of a received
 * one perhaps an inner VLAN tag.
 */
public final class FanoutProgram {
  /** SKF_NET_OFF, SKF_AD_OFF + SKF_AD_PROTOCOL. */
  private static final int NETWORK_HEADER = -0x10_0000;

  private static final int KERNEL_PROTOCOL = -0x1000;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int TAG_LENGTH = 4;
  private static final int TAG_ETHERTYPE_OFFSET = 2;
  private static final int VERSION_MASK = 0xF0;

  private final BpfAssembler program = new BpfAssembler();
  private final FlowNotes notes;
  private final Label ipv4 = new Label();
  private final Label ipv6 = new Label();

  private FanoutProgram(int seed) {
    notes =
        new FlowNotes(
            program, new FlowHash(program, new FlowShare(FlowShare.SCALE, seed)), NETWORK_HEADER);
  }

  /**
   * Writes it.
   *
   * @param seed so that nobody outside can tell which flows meet
   */
  public static BpfProgram write(int seed) {
    FanoutProgram writer = new FanoutProgram(seed);
    writer.networkHeader();
    Label hash = new Label();
    writer.program.label(writer.ipv4);
    writer.notes.noteIpv4();
    writer.program.jump(hash).label(writer.ipv6);
    writer.notes.noteIpv6();
    writer.program.label(hash);
    writer.notes.hash();
    return writer.program.add(RETURN_A, 0).assemble();
  }

  private void networkHeader() {
    Label tagged = new Label();
    program.add(LOAD_X, 0).add(LOAD_WORD_AT, KERNEL_PROTOCOL);
    program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    program.add(LOAD_HALF_AT, NETWORK_HEADER + TAG_ETHERTYPE_OFFSET);
    program.ifEqual(ETHERTYPE_IPV4, tagged).ifEqual(ETHERTYPE_IPV6, tagged);
    program.add(LOAD_BYTE_AT, NETWORK_HEADER).add(AND, VERSION_MASK);
    program.ifEqual(0x40, ipv4).ifEqual(0x60, ipv6).keep(0);
    program.label(tagged).add(LOAD_X, TAG_LENGTH);
    program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6).keep(0);
  }
}
