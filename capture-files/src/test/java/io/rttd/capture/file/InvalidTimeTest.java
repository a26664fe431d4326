package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import io.rttd.model.Segment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records whose time cannot be used, and frames that cannot be read. */
class InvalidTimeTest {
  private static CaptureBytes pcap(int magic, long... fractions) {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).pcapHeader(magic, 24, 65535, ETHERNET);
    Arrays.stream(fractions).forEach(fraction -> file.pcapRecord(7, fraction, 60, frame(1, 60)));
    return file;
  }

  private static List<Long> times(CaptureBytes file) {
    return Reading.of(file).frames.stream().map(Reading.Frame::timeNs).toList();
  }

  private static List<String> notes(CaptureBytes file) throws CaptureException {
    try (CaptureFileSource source = Reading.open(file.bytes(), Reading.Way.FROM_DISK)) {
      Reading.of(source, 10);
      return source.notes();
    }
  }

  @Test
  void shouldGiveNoTimeToFractionsOfASecondOrMore() throws Exception {
    CaptureBytes file =
        pcap(PcapReader.MAGIC_US, 999_999, 1_000_000, 1_500_000, 0xFFFF_FFFFL, 999_999);

    assertThat(times(file))
        .containsExactly(
            7_999_999_000L, Segment.NO_TIME, Segment.NO_TIME, Segment.NO_TIME, 7_999_999_000L);
    assertThat(notes(file))
        .containsExactly(
            "3 of 5 records have a fraction of a second or more: their times are invalid, and"
                + " nothing is timed from them.");
  }

  @Test
  void shouldDoSoInFilesOfNanosecondsAndOfSnoop() throws Exception {
    assertThat(times(pcap(PcapReader.MAGIC_NS, 999_999_999, 1_000_000_000)))
        .containsExactly(7_999_999_999L, Segment.NO_TIME);
    CaptureBytes snoop =
        new CaptureBytes(BIG_ENDIAN)
            .snoopHeader(2, 4)
            .snoopRecord(7, 999_999, 60, frame(1, 60), 0)
            .snoopRecord(7, 1_000_000, 60, frame(1, 60), 0);
    assertThat(times(snoop)).containsExactly(7_999_999_000L, Segment.NO_TIME);
    assertThat(notes(snoop)).hasSize(1);
  }

  @Test
  void shouldTakeATimeOfZeroForNoneButAtTheStart() throws Exception {
    CaptureBytes pcap =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(PcapReader.MAGIC_US, 24, 65535, ETHERNET)
            .pcapRecord(0, 0, 60, frame(1, 60))
            .pcapRecord(0, 0, 60, frame(1, 60))
            .pcapRecord(0, 1, 60, frame(1, 60))
            .pcapRecord(0, 0, 60, frame(1, 60));
    CaptureBytes pcapng =
        new CaptureBytes(LITTLE_ENDIAN)
            .section()
            .describe(ETHERNET, 0)
            .enhanced(0, 0, 60, frame(1, 60))
            .enhanced(0, 0, 60, frame(1, 60))
            .enhanced(0, 1, 60, frame(1, 60));
    CaptureBytes snoop =
        new CaptureBytes(BIG_ENDIAN)
            .snoopHeader(2, 4)
            .snoopRecord(0, 0, 60, frame(1, 60), 0)
            .snoopRecord(0, 0, 60, frame(1, 60), 0);

    assertThat(times(pcap)).containsExactly(0L, Segment.NO_TIME, 1_000L, Segment.NO_TIME);
    assertThat(notes(pcap))
        .containsExactly(
            "2 records have the time 0, which is invalid: nothing is timed from them.");
    assertThat(times(pcapng)).containsExactly(0L, Segment.NO_TIME, 1_000L);
    assertThat(notes(pcapng))
        .containsExactly("1 record has the time 0, which is invalid: nothing is timed from it.");
    assertThat(times(snoop)).containsExactly(0L, Segment.NO_TIME);
  }

  @Test
  void shouldRecogniseNanosecondsUnderTheMicrosecondMagic() throws Exception {
    CaptureBytes file =
        pcap(PcapReader.MAGIC_US, 466_743_000, 467_465_000, 900_000, 2_000_000, 999_999_999);

    assertThat(times(file)).containsOnly(Segment.NO_TIME);
    assertThat(notes(file))
        .containsExactly(
            "4 of 5 records have a fraction of a second or more: these look like nanoseconds under"
                + " the microsecond magic. Nothing is timed from them.");
  }

  @Test
  void shouldSayNothingOfAFileThatIsFine() throws Exception {
    assertThat(notes(pcap(PcapReader.MAGIC_US, 0, 999_999))).isEmpty();
  }

  @Test
  void shouldNameLinkTypesThatItCannotRead() throws Exception {
    CaptureBytes pcap =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(PcapReader.MAGIC_US, 24, 65535, 147)
            .pcapRecord(1, 0, 60, frame(1, 60));
    CaptureBytes pcapng =
        new CaptureBytes(LITTLE_ENDIAN)
            .section()
            .describe(ETHERNET, 0)
            .describe(195, 0)
            .describe(999, 0)
            .enhanced(1, 1, 60, frame(1, 60))
            .enhanced(0, 2, 60, frame(1, 60))
            .enhanced(1, 3, 60, frame(1, 60))
            .enhanced(2, 3, 60, frame(1, 60));

    assertThat(notes(pcap))
        .containsExactly("1 frame is of link type 147 (USER0), which rttd cannot read.");
    assertThat(notes(pcapng))
        .containsExactly(
            "2 frames are of link type 195 (IEEE802_15_4_WITHFCS), which rttd cannot read.",
            "1 frame is of link type 999, which rttd cannot read.");
  }
}
