package io.rttd.reporting.diagnosis;

/** Why a capture gives no RTT, or less than it could, and what to do about it. */
public enum Diagnosis {
  NO_LOCAL_END(
      "of %d TCP segments %d have no local end",
      "list this host's networks in local_networks, or set mode: tap on a router or mirror port",
      "give one end's address or network to --local, or leave --local out"),
  NOT_TCP(
      "of %d packets %d are not TCP",
      "check interface, filter, ips and ports; for TCP inside tunnels set tunnels: true",
      "check what the capture was filtered by"),
  FILTERED(
      "of %d packets %d are in tunnels and left out by ips, ports and the like",
      "check ips, hosts and ports: inside tunnels they hold for the inner packet",
      "check what the capture was filtered by"),
  FRAGMENTS(
      "of %d packets %d are fragments of IP packets",
      "find the path whose MTU is smaller than the senders believe, or capture before it",
      "capture before the packets are fragmented"),
  TRUNCATED(
      "of %d packets %d are cut off within their headers",
      "raise snaplen in init_config", "capture more bytes of each packet (tcpdump -s 256)"),
  MALFORMED(
      "of %d packets %d have headers that contradict themselves",
      "look at some of them with tcpdump -v", "look at some of them with tcpdump -v"),
  UNKNOWN_LINK(
      "of %d packets %d have a link type that rttd cannot read",
      "capture on another interface: the log names the link type", "capture on another interface"),
  NO_TIME(
      "of %d packets %d have no usable time",
      "check what stamps the packets", "check what wrote the file's timestamps"),
  COPIES(
      "of %d TCP segments %d are copies of others",
      "capture on one interface instead of any, or mirror one port",
      "capture on one interface instead of any, or mirror one port"),
  DATA_ONLY(
      "only one direction is captured: of %d segments %d are data whose ACKs do not pass here",
      "mirror both directions of the port; where routing is asymmetric, capture at an end",
      "capture both directions, or add the file with the other one: --merge"),
  ACKS_ONLY(
      "only one direction is captured: of %d segments %d are ACKs of data that does not pass here",
      "mirror both directions of the port; where routing is asymmetric, capture at an end",
      "capture both directions, or add the file with the other one: --merge"),
  ONLY_RECEIVED(
      "of %d segments %d are data sent to the local end, which sends none itself",
      "measure on the sender: the RTT is that of what the local end sends",
      "leave --local out, or give the sender's address to it"),
  UNANSWERED(
      "of %d segments %d are SYNs without an answer",
      "check the servers and firewalls that they go to, and that answers pass here",
      "check the servers and firewalls that they go to, and that answers pass there"),
  REFUSED(
      "of %d judged ACKs %d are RSTs that refuse a connection",
      "check that the servers listen", "check that the servers listen"),
  RETRANSMITTED(
      "of %d judged ACKs %d are for segments that were sent more than once",
      "look for loss on the path, and for packets that are captured twice",
      "look for loss on the path, and for packets that were captured twice"),
  CLOCKS(
      "of %d judged ACKs %d come before their data, or more than max_rtt after it",
      "check what stamps the packets: the two directions must share one clock",
      "check what stamped the packets: the two directions must share one clock"),
  UNSEEN_DATA(
      "of %d judged ACKs %d are for data that was not captured",
      "look at rttd.capture.kernel_drops, and for a direction that partly goes another way",
      "look for drops during the capture, and for a direction that partly went another way"),
  AMBIGUOUS(
      "of %d judged ACKs %d name no single segment",
      "capture where segments are not merged or split: beside the sender, not behind a proxy",
      "capture where segments are not merged or split: beside the sender, not behind a proxy"),
  UNACKNOWLEDGED(
      "of %d segments %d were sent and none was acknowledged",
      "check that the ACKs pass here",
      "check that the ACKs pass there, and that the capture lasted long enough"),
  NOTHING_TO_TIME(
      "of %d segments %d carry nothing that an ACK would acknowledge",
      "nothing, if the connections are idle", "capture while data is sent"),
  CLOCK_OFFSET(
      "the two directions' clocks differ: of %d samples %d have the same time",
      "synchronise what stamps the two directions",
      "shift one direction's times, or capture both with one clock");

  private final String sentence;
  private final String liveRemedy;
  private final String fileRemedy;

  Diagnosis(String sentence, String liveRemedy, String fileRemedy) {
    this.sentence = sentence;
    this.liveRemedy = liveRemedy;
    this.fileRemedy = fileRemedy;
  }

  /** What is the case, with its numbers. */
  String sentence(long of, long many) {
    return sentence.formatted(of, many);
  }

  /** What to do at a running daemon. */
  public String liveRemedy() {
    return liveRemedy;
  }

  /** What to do about a capture file. */
  public String fileRemedy() {
    return fileRemedy;
  }
}
