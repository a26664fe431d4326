package io.rttd.capture.afpacket;

/** Numbers and structure offsets of packet(7), linux/if_packet.h and asm-generic/socket.h. */
final class TPacket {
  static final int AF_INET = 2;
  static final int AF_PACKET = 17;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_RAW = 3;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int ETH_P_ALL = 0x0003;
  static final int ETH_P_IPV4 = 0x0800;
  static final int ETH_P_IPV6 = 0x86DD;
  static final int ETH_P_MPLS_UNICAST = 0x8847;
  static final int ETH_P_MPLS_MULTICAST = 0x8848;
  static final int ETH_P_PPPOE_SESSION = 0x8864;

  static final int ARPHRD_ETHER = 1;
  static final int ARPHRD_LOOPBACK = 772;
  static final int PACKET_OUTGOING = 4;

  static final int SOL_SOCKET = 1;
  static final int SO_ERROR = 4;
  static final int SOL_PACKET = 263;
  static final int PACKET_ADD_MEMBERSHIP = 1;
  static final int PACKET_RX_RING = 5;
  static final int PACKET_STATISTICS = 6;
  static final int PACKET_VERSION = 10;
  static final int PACKET_TIMESTAMP = 17;
  static final int PACKET_FANOUT = 18;
  static final int PACKET_IGNORE_OUTGOING = 23;
  static final int PACKET_FANOUT_DATA = 22;
  static final int FANOUT_CBPF = 6;

  /** struct sock_fprog: an unsigned short, padding, a pointer. */
  static final int FPROG_LENGTH = 16;

  static final int FPROG_COUNT_OFFSET = 0;
  static final int FPROG_INSTRUCTIONS_OFFSET = 8;
  static final int FANOUT_FLAG_UNIQUE_ID = 0x2000;
  static final int TIMESTAMPING_RAW_HARDWARE = 1 << 6;
  static final int TPACKET_V3 = 2;

  static final long SIOCGIFHWADDR = 0x8927;
  static final int IFREQ_LENGTH = 40;
  static final int IFREQ_NAME_ROOM = 16;
  static final int IFREQ_HATYPE_OFFSET = 16;

  static final int PROT_READ_WRITE = 3;
  static final int MAP_SHARED = 1;

  /** struct tpacket_req3. */
  static final int REQ_LENGTH = 28;

  static final int REQ_BLOCK_SIZE_OFFSET = 0;
  static final int REQ_BLOCK_COUNT_OFFSET = 4;
  static final int REQ_FRAME_SIZE_OFFSET = 8;
  static final int REQ_FRAME_COUNT_OFFSET = 12;
  static final int REQ_RETIRE_MS_OFFSET = 16;

  /** struct tpacket_stats_v3: packets, drops, freezes. Reading it sets it to 0. */
  static final int STATS_LENGTH = 12;

  static final int STATS_DROPS_OFFSET = 4;

  static final int STATS_FREEZES_OFFSET = 8;

  /** struct sockaddr_ll. */
  static final int SOCKADDR_LENGTH = 20;

  static final int SOCKADDR_FAMILY_OFFSET = 0;
  static final int SOCKADDR_PROTOCOL_OFFSET = 2;
  static final int SOCKADDR_IFINDEX_OFFSET = 4;
  static final int SOCKADDR_HATYPE_OFFSET = 8;
  static final int SOCKADDR_PKTTYPE_OFFSET = 10;

  /** struct packet_mreq: int ifindex, unsigned short type, alen, 8 bytes of address. */
  static final int MREQ_LENGTH = 16;

  static final int MREQ_IFINDEX_OFFSET = 0;
  static final int MREQ_TYPE_OFFSET = 4;
  static final int PACKET_MR_PROMISC = 1;

  /** struct pollfd. */
  static final int POLLFD_LENGTH = 8;

  static final int POLLFD_FD_OFFSET = 0;
  static final int POLLFD_EVENTS_OFFSET = 4;
  static final int POLLFD_REVENTS_OFFSET = 6;

  /** struct tpacket_block_desc with its tpacket_hdr_v1. */
  static final int BLOCK_STATUS_OFFSET = 8;

  static final int BLOCK_PACKETS_OFFSET = 12;
  static final int BLOCK_FIRST_OFFSET = 16;
  static final int STATUS_KERNEL = 0;
  static final int STATUS_USER = 1;

  /** struct tpacket3_hdr. */
  static final int FRAME_NEXT_OFFSET = 0;

  static final int FRAME_SEC_OFFSET = 4;
  static final int FRAME_NSEC_OFFSET = 8;
  static final int FRAME_SNAPLEN_OFFSET = 12;
  static final int FRAME_LEN_OFFSET = 16;
  static final int FRAME_STATUS_OFFSET = 20;
  static final int STATUS_TIME_OF_HARDWARE = 1 << 31;
  static final int FRAME_MAC_OFFSET = 24;
  static final int FRAME_NET_OFFSET = 26;

  /** The sockaddr_ll that follows each tpacket3_hdr, aligned to 16 bytes. */
  static final int FRAME_SOCKADDR_OFFSET = 48;

  private TPacket() {}
}
