package io.rttd.pipeline.live;

/** How packets are read from the kernel. */
public enum LiveMethod {
  /** Linux's mapped ring; needs libpcap only for filter expressions. */
  AF_PACKET,
  /** Through libpcap: portable, at two to four times the cost per packet. */
  LIBPCAP;

  /** The best method of this system. */
  public static LiveMethod best() {
    return System.getProperty("os.name", "").equals("Linux") ? AF_PACKET : LIBPCAP;
  }
}
