package io.rttd.perf.generate;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Repeats a recorded capture, so that recorded traffic can be measured at the size of a long
 * capture. Each repetition is later than the previous one, and between other hosts: the second
 * octet of IPv4 addresses is one higher. Checksums stay as they were recorded.
 */
@Command(
    name = "repeat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Write a capture of IPv4 over Ethernet several times over, each time later and between"
            + " other hosts.")
public final class RepeatCommand implements Callable<Integer> {
  static final int ETHERNET = 1;
  private static final int SOURCE_SECOND_OCTET = 27;
  private static final int DESTINATION_SECOND_OCTET = 31;
  private static final int ADDRESSES_END = 34;
  private static final int ETHER_TYPE = 12;
  private static final int IPV4 = 0x0800;
  private static final int MOST_TIMES = 255;
  private static final long GAP_NS = 1_000_000;
  private static final int SNAPLEN_BYTES = 262_144;
  private static final int BATCH = 4096;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The recorded capture.")
  private Path source = Path.of("recorded.pcap");

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The pcap file to write; an existing one is replaced.")
  private Path file = Path.of("repeated.pcap");

  @Option(names = "--times", description = "1 to 255; default ${DEFAULT-VALUE}.")
  private int times = 10;

  @Override
  public Integer call() throws IOException {
    if (times < 1 || times > MOST_TIMES) {
      System.err.println("--times: " + times + " is not between 1 and " + MOST_TIMES);
      return 2;
    }
    if (Files.exists(file) && Files.exists(source) && Files.isSameFile(source, file)) {
      System.err.println(file + ": is the recorded capture; write to another file");
      return 2;
    }
    try {
      System.out.printf("%s: %,d packets%n", file, repeat(source, file, times));
      return 0;
    } catch (CaptureException e) {
      System.err.println(e.getMessage());
      return 1;
    } catch (IllegalArgumentException e) { // PcapWriter has one link type
      System.err.println(
          source + ": has frames that are not Ethernet; record on an Ethernet device");
      return 1;
    }
  }

  /**
   * Writes the file.
   *
   * @return number of frames written
   */
  static long repeat(Path source, Path file, int times) throws IOException, CaptureException {
    try (PcapWriter writer = new PcapWriter(file, ETHERNET, SNAPLEN_BYTES)) {
      Repetition repetition = new Repetition(writer);
      for (int i = 0; i < times; i++) {
        try (FrameSource frames = CaptureFiles.open(source)) {
          while (frames.poll(repetition, BATCH) != FrameSource.END) {
            // Each frame is written as it arrives.
          }
        }
        repetition.next();
      }
      return repetition.frames;
    }
  }

  /** Moves frames by the current repetition's time and network. */
  private static final class Repetition implements FrameHandler {
    private final PcapWriter writer;
    private final UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(SNAPLEN_BYTES));
    private long frames;
    private int number;
    private long shiftNs;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    Repetition(PcapWriter writer) {
      this.writer = writer;
    }

    void next() {
      number++;
      shiftNs = number * (lastNs - firstNs + GAP_NS);
    }

    @Override
    public void onFrame(
        long timeNs,
        int linkType,
        int interfaceIndex,
        DirectBuffer buffer,
        int offset,
        int capturedLength,
        int originalLength) {
      firstNs = Math.min(firstNs, timeNs);
      lastNs = Math.max(lastNs, timeNs);
      copy.putBytes(0, buffer, offset, capturedLength);
      if (capturedLength >= ADDRESSES_END
          && copy.getShort(ETHER_TYPE, ByteOrder.BIG_ENDIAN) == IPV4) {
        raise(SOURCE_SECOND_OCTET);
        raise(DESTINATION_SECOND_OCTET);
      }
      writer.onFrame(
          timeNs + shiftNs, linkType, interfaceIndex, copy, 0, capturedLength, originalLength);
      frames++;
    }

    private void raise(int octet) {
      copy.putByte(octet, (byte) (copy.getByte(octet) + number));
    }
  }
}
