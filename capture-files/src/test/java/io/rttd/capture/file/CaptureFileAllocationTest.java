package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureFileAllocationTest {
  private static final int ROUNDS = 8;
  private static final int FRAMES = 100_000;
  private static final int CHUNK_BYTES = 1 << 16;

  @TempDir Path folder;

  static Stream<CaptureBytes> captures() {
    CaptureBytes pcap =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_US, 24, 100, ETHERNET);
    CaptureBytes snoop = new CaptureBytes(BIG_ENDIAN).snoopHeader(2, 4);
    CaptureBytes pcapng = new CaptureBytes(BIG_ENDIAN).section().describe(ETHERNET, 0);
    for (int i = 0; i < FRAMES; i++) {
      pcap.pcapRecord(i, i, 60, frame(i, 60));
      snoop.snoopRecord(i, i, 60, frame(i, 60), 0);
      pcapng.enhanced(0, i, 60, frame(i, 60));
    }
    return Stream.of(pcap, snoop, pcapng);
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldAllocateNothingForAPacket(CaptureBytes capture) throws Exception {
    Path path = Files.write(folder.resolve("many"), capture.bytes());
    Summing sum = new Summing();

    // What is not compiled yet may allocate: the least of some rounds is what the code needs.
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      allocated = Math.min(allocated, allocatedReading(path, sum));
    }

    assertThat(sum.frames).isEqualTo(ROUNDS * FRAMES);
    assertThat(sum.polls).isEqualTo(ROUNDS * ((FRAMES + 127) / 128));
    assertThat(sum.lastBytes).isNotZero();
    // Some 120 chunks; a byte a packet would be 100,000.
    assertThat(allocated).isLessThan(20_000);
  }

  private static long allocatedReading(Path path, Summing into) throws CaptureException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    try (CaptureFileSource source = CaptureFiles.open(path, CHUNK_BYTES)) {
      long before = threads.getThreadAllocatedBytes(thread);
      while (source.poll(into, 128) != FrameSource.END) {
        into.polls++;
      }
      return threads.getThreadAllocatedBytes(thread) - before;
    }
  }

  private static final class Summing implements FrameHandler {
    private long frames;
    private long polls;
    private long lastBytes;

    @Override
    public void onFrame(
        long timeNs,
        int linkType,
        int interfaceIndex,
        DirectBuffer buffer,
        int offset,
        int capturedLength,
        int originalLength) {
      frames++;
      lastBytes += buffer.getByte(offset + capturedLength - 1);
    }
  }
}
