package io.rttd.analyze;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Address;
import io.rttd.model.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Writes one tab-separated line per verdict: who acknowledged what, and after how long.
 *
 * <p>Lines are assembled in one buffer, without garbage per line. When the stream breaks, the first
 * fault is kept and all later lines are ignored, because the calling engine is the wrong place to
 * throw. Confined to the engine's thread.
 */
public final class SampleWriter implements VerdictListener {
  private static final String HEADER =
      "ack_frame\tdata_frame\trtt_ns\tverdict\tfrom_ip\tfrom_port\tto_ip\tto_port\tkind\tclass\n";
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE_BYTES = 256;
  private static final int CACHED_ADDRESSES = 1 << 12;

  private final OutputStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final CachedText[] addresses = new CachedText[CACHED_ADDRESSES];
  private int length;
  private IOException fault;

  private record CachedText(Address address, String text) {}

  /** Writes the header line. The caller closes the stream, after {@link #flush()}. */
  public SampleWriter(OutputStream stream) {
    this.stream = stream;
    put(HEADER);
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    Segment ack = verdict.acknowledgement();
    if (length > BUFFER_BYTES - LONGEST_LINE_BYTES) {
      flush();
    }
    put(ack.frame);
    put('\t');
    put(verdict.dataFrame());
    put('\t');
    put(verdict.rttNs());
    put('\t');
    put(verdict.verdict().text());
    put('\t');
    put(addressText(ack.dstHi, ack.dstLo));
    put('\t');
    put(ack.dstPort);
    put('\t');
    put(addressText(ack.srcHi, ack.srcLo));
    put('\t');
    put(ack.srcPort);
    put('\t');
    put(verdict.kind() == null ? "-" : verdict.kind().text());
    put('\t');
    put(verdict.sampleClass() == null ? "-" : verdict.sampleClass().text());
    put('\n');
  }

  /** Writes the buffer to the stream, and flushes the stream. */
  public void flush() {
    if (fault == null) {
      try {
        stream.write(buffer, 0, length);
        stream.flush();
      } catch (IOException e) {
        fault = e;
      }
    }
    length = 0;
  }

  /** Why lines no longer reach the stream; empty if they do. */
  public Optional<IOException> fault() {
    return Optional.ofNullable(fault);
  }

  private String addressText(long hi, long lo) {
    long mixed = (hi * 31 + lo) * 0x9E37_79B9_7F4A_7C15L;
    int slot = (int) (mixed >>> 52);
    CachedText cached = addresses[slot];
    if (cached == null || cached.address.lo() != lo || cached.address.hi() != hi) {
      Address address = new Address(hi, lo);
      cached = new CachedText(address, address.toString());
      addresses[slot] = cached;
    }
    return cached.text;
  }

  private void put(char c) {
    buffer[length++] = (byte) c;
  }

  private void put(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      buffer[length++] = (byte) ascii.charAt(i);
    }
  }

  private void put(long number) {
    if (number < 0) {
      put(Long.toString(number));
      return;
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }
}
