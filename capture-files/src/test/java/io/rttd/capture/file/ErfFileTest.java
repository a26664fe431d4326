package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureFault;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.capture.decode.LinkType;
import io.rttd.model.Segment;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class ErfFileTest {
  private static final int ETHERNET = 2;
  private static final int PADDING = 48;
  private static final long SECONDS = 1_700_000_000L;

  private static CaptureBytes record(
      CaptureBytes file, int type, long fraction, int wireLength, byte[] frame) {
    for (int i = 0; i < 4; i++) {
      file.u8((int) (fraction >>> (8 * i)) & 0xFF);
    }
    for (int i = 0; i < 4; i++) {
      file.u8((int) (SECONDS >>> (8 * i)) & 0xFF);
    }
    return file.u8(type)
        .u8(4)
        .u16(18 + frame.length)
        .u16(0)
        .u16(wireLength)
        .u16(0)
        .raw(frame)
        .border();
  }

  private static byte[] tcp(int payload) {
    return FrameBuilder.ethernet()
        .ipv4("198.18.0.1", "198.18.0.2")
        .tcp(40000, 80)
        .payload(payload)
        .build();
  }

  private static CaptureBytes file() {
    CaptureBytes file = new CaptureBytes(BIG_ENDIAN);
    record(file, ETHERNET, 0x8000_0000L, 104, tcp(50));
    record(file, PADDING, 0x8000_0000L, 30, new byte[30]);
    record(file, ETHERNET, 0x8000_0005L, 1504, Arrays.copyOf(tcp(1450), 80));
    return record(file, ETHERNET, 0xFFFF_FFFFL, 58, tcp(0));
  }

  @Test
  void shouldReadRecordsWithTheirTimesToTheNanosecond() {
    Reading reading = Reading.of(file());

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames.stream().map(Reading.Frame::timeNs))
        .containsExactly(
            1_700_000_000_500_000_000L, 1_700_000_000_500_000_001L, 1_700_000_001_000_000_000L);
    assertThat(reading.frames).allMatch(frame -> frame.linkType() == LinkType.ERF);
  }

  @Test
  void shouldHandOverFramesThatCanBeDecoded() throws Exception {
    FrameDecoder decoder = new FrameDecoder();
    Segment segment = new Segment();
    int[] payloads = new int[3];
    int[] frames = {0};

    try (CaptureFileSource source =
        CaptureFiles.open(new ByteArrayInputStream(file().bytes()), "erf")) {
      source.poll(
          (timeNs, linkType, interfaceIndex, buffer, offset, captured, original) -> {
            assertThat(decoder.decode(linkType, buffer, offset, captured, original, segment))
                .isEqualTo(DecodeOutcome.TCP);
            payloads[frames[0]++] = segment.payloadLength;
          },
          10);
    }

    assertThat(payloads).containsExactly(50, 1450, 0);
  }

  @Test
  void shouldTellTheFramesLengthOnTheWireWithoutTheRecordsHeaders() {
    CaptureBytes file = file();
    byte[] extended = new byte[8 + 104]; // the rest of an extension header, padding, the frame
    System.arraycopy(tcp(50), 0, extended, 8, 104);
    record(file, ETHERNET | 0x80, 0xFFFF_FFFFL, 104, extended);

    assertThat(Reading.of(file).frames.stream().map(Reading.Frame::original))
        .containsExactly(104, 1504, 58, 104);
  }

  @Test
  void shouldTakeALengthThatIpLeavesOutFromTheRecord() {
    byte[] padded = Arrays.copyOf(tcp(50), 110);
    padded[14 + 2] = 0;
    padded[14 + 3] = 0;
    byte[] record = record(new CaptureBytes(BIG_ENDIAN), ETHERNET, 0, 104, padded).bytes();
    Segment segment = new Segment();

    new FrameDecoder()
        .decode(LinkType.ERF, new UnsafeBuffer(record), 0, record.length, 104, segment);

    assertThat(segment.payloadLength).isEqualTo(50);
  }

  @Test
  void shouldSayWhereAFileIsCut() {
    byte[] bytes = file().bytes();
    int last = file().borders().get(2);

    Reading reading = Reading.of(Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(reading.frames).hasSize(2);
    assertThat(reading.fault)
        .hasValue(new CaptureFault("The capture ends in the middle of a record.", last));
  }

  @Test
  void shouldNotTakeJustAnyBytesForRecords() {
    byte[] otherTimes = file().bytes();
    otherTimes[file().borders().get(0) + 7] = 0x15;
    byte[] shortRecord = file().bytes();
    shortRecord[11] = 15;

    for (byte[] bytes : new byte[][] {otherTimes, shortRecord, new byte[100]}) {
      assertThat(
              catchThrowableOfType(
                  CaptureException.class,
                  () -> CaptureFiles.open(new ByteArrayInputStream(bytes), "x")))
          .hasMessageContaining("is not a capture");
    }
  }

  @Test
  void shouldReadARecordOfAPcapFile() {
    byte[] record = file().bytes();
    int length = file().borders().get(0);

    assertThat(
            new FrameDecoder()
                .decode(LinkType.ERF, new UnsafeBuffer(record), 0, length, length, new Segment()))
        .isEqualTo(DecodeOutcome.TCP);
  }
}
