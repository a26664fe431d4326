package io.rttd.reporting.diagnosis;

import io.rttd.model.CaptureCounter;

/** Why a capture yields no RTTs, or fewer than it could, and what to do about it. */
public enum Diagnosis {
  NO_LOCAL_END(
      "%2$d of %1$d TCP segments have no local end",
      "list this host's networks in local_networks, or set mode: tap on a router or mirror port",
      "give one end's address or network to --local, or omit --local"),
  NOT_TCP(
      "%2$d of %1$d packets are not TCP",
      "check interface, filter, ips and ports; for TCP inside tunnels set tunnels: true",
      "check what the capture was filtered by"),
  FILTERED(
      "%2$d of %1$d packets are in tunnels and excluded by ips, ports and the like",
      "check ips, hosts and ports: inside tunnels they apply to the inner packet",
      "check what the capture was filtered by"),
  FRAGMENTS(
      "%2$d of %1$d packets are IP fragments",
      "find the path whose MTU is smaller than the senders assume, or capture before it",
      "capture before the packets are fragmented"),
  TRUNCATED(
      "%2$d of %1$d packets are cut off within their headers",
      "raise snaplen in init_config", "capture more bytes of each packet (tcpdump -s 256)"),
  MALFORMED(
      "%2$d of %1$d packets have inconsistent headers",
      "look at some of them with tcpdump -v", "look at some of them with tcpdump -v"),
  UNKNOWN_LINK(
      "%2$d of %1$d packets have a link type that rttd cannot read",
      "capture on another interface: the log names the link type", "capture on another interface"),
  NO_TIME(
      "%2$d of %1$d packets have no usable time",
      "check what stamps the packets", "check what wrote the file's timestamps"),
  COPIES(
      "%2$d of %1$d TCP segments are copies of others",
      "capture on one interface instead of any, or mirror one port",
      "capture on one interface instead of any, or mirror one port"),
  DATA_ONLY(
      "only one direction is captured: %2$d of %1$d segments are data whose ACKs do not pass here",
      "mirror both directions of the port; where routing is asymmetric, capture at an end",
      "capture both directions, or add the file with the other one: --merge"),
  ACKS_ONLY(
      "only one direction is captured: %2$d of %1$d segments are ACKs of data that does not pass here",
      "mirror both directions of the port; where routing is asymmetric, capture at an end",
      "capture both directions, or add the file with the other one: --merge"),
  ONLY_RECEIVED(
      "%2$d of %1$d segments are data sent to the local end, which sends none itself",
      "measure on the sender: the RTT is that of what the local end sends",
      "omit --local, or set it to the sender's address"),
  UNANSWERED(
      "%2$d of %1$d segments are SYNs without an answer",
      "check the servers and firewalls that they go to, and that answers pass here",
      "check the servers and firewalls that they go to, and that answers pass there"),
  REFUSED(
      "%2$d of %1$d judged ACKs are RSTs that refuse a connection",
      "check that the servers listen", "check that the servers listen"),
  RETRANSMITTED(
      "%2$d of %1$d judged ACKs are for segments that were sent more than once",
      "look for loss on the path, and for packets that are captured twice",
      "look for loss on the path, and for packets that were captured twice"),
  CLOCKS(
      "%2$d of %1$d judged ACKs come before their data, or more than max_rtt after it",
      "check what stamps the packets: the two directions must share one clock",
      "check what stamped the packets: the two directions must share one clock"),
  UNSEEN_DATA(
      "%2$d of %1$d judged ACKs are for data that was not captured",
      "look at "
          + CaptureCounter.KERNEL_DROPS.metric()
          + ", and for a direction that partly takes another path",
      "look for drops during the capture, and for a direction that partly took another path"),
  AMBIGUOUS(
      "%2$d of %1$d judged ACKs match no single segment",
      "capture where segments are not merged or split: beside the sender, not behind a proxy",
      "capture where segments are not merged or split: beside the sender, not behind a proxy"),
  UNACKNOWLEDGED(
      "%2$d of %1$d segments are data, and none was acknowledged",
      "check that the ACKs pass here",
      "check that the ACKs pass there, and that the capture lasted long enough"),
  NOTHING_TO_TIME(
      "%2$d of %1$d segments carry nothing that an ACK would acknowledge",
      "none needed if the connections are idle", "capture while data is sent"),
  CLOCK_OFFSET(
      "the two directions' clocks differ: %2$d of %1$d samples have the same time",
      "synchronize the clocks of the two directions",
      "shift one direction's times, or capture both with one clock");

  private final String sentence;
  private final String liveRemedy;
  private final String fileRemedy;

  Diagnosis(String sentence, String liveRemedy, String fileRemedy) {
    this.sentence = sentence;
    this.liveRemedy = liveRemedy;
    this.fileRemedy = fileRemedy;
  }

  /** The sentence, with its numbers. */
  String sentence(long of, long many) {
    return sentence.formatted(of, many);
  }

  /** The remedy for a running daemon. */
  public String liveRemedy() {
    return liveRemedy;
  }

  /** The remedy for a capture file. */
  public String fileRemedy() {
    return fileRemedy;
  }
}
