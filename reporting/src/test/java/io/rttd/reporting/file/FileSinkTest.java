package io.rttd.reporting.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  @TempDir Path folder;

  /** A header, and the first pair's count. */
  private static final ReportLines COUNTS =
      new ReportLines() {
        @Override
        public void writeHeader(Report first, ByteArrayOutputStream out) {
          out.writeBytes("header\n".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void writeReport(Report report, ByteArrayOutputStream out) {
          long count = report.peers().get(0).count();
          out.writeBytes((count + "\n").getBytes(StandardCharsets.UTF_8));
        }
      };

  @Test
  void shouldAppendToAFileThatOwnerAndGroupAloneMayRead() throws IOException {
    Path path = folder.resolve("out");
    for (int run = 1; run <= 2; run++) {
      try (FileSink sink = FileSink.open(path, COUNTS)) {
        sink.onReport(report(run));
      }
    }

    assertThat(path).content().isEqualTo("header\n1\n2\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isIn("rw-r-----", "rw-------");
  }

  @Tag("fault")
  @Test
  void shouldNotWriteWhereASymbolicLinkLeads() throws IOException {
    Path precious = Files.writeString(folder.resolve("precious"), "as it was");
    for (Path target : List.of(precious, folder.resolve("missing"))) {
      Path path = folder.resolve("out");
      Files.deleteIfExists(path);
      Files.createSymbolicLink(path, target);
      try (FileSink sink = FileSink.open(path, COUNTS)) {
        sink.onReport(report(1));
        assertThat(sink.lostReports()).isEqualTo(1);
      }
    }
    assertThat(precious).hasContent("as it was");
    assertThat(folder.resolve("missing")).doesNotExist();
  }

  @Tag("fault")
  @Test
  void shouldStartAnotherFileWhenTheOldOneWasRotatedAway() throws IOException {
    Path path = folder.resolve("out");
    try (FileSink sink = FileSink.open(path, COUNTS)) {
      sink.onReport(report(1));
      Files.move(path, folder.resolve("out.1"));
      sink.onReport(report(2));
      Files.delete(path);
      sink.onReport(report(3));
    }

    assertThat(folder.resolve("out.1")).content().isEqualTo("header\n1\n");
    assertThat(path).content().isEqualTo("header\n3\n");
  }

  @Tag("fault")
  @Test
  void shouldBeginAgainWhereTheFileWasTruncated() throws IOException {
    Path path = folder.resolve("out");
    try (FileSink sink = FileSink.open(path, COUNTS)) {
      sink.onReport(report(1));
      Files.write(path, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      sink.onReport(report(2));
    }

    assertThat(path).content().isEqualTo("header\n2\n");
  }

  @Test
  void shouldContinueWritingWhenTheFolderAppears() throws IOException {
    Path path = folder.resolve("later").resolve("out");
    try (FileSink sink = FileSink.open(path, COUNTS)) {
      sink.onReport(report(1));
      assertThat(sink.lostReports()).isEqualTo(1);
      Files.createDirectory(path.getParent());
      sink.onReport(report(2));
      assertThat(sink.lostReports()).isZero();
    }

    assertThat(path).content().isEqualTo("header\n2\n");
  }

  @Test
  void shouldNeverWaitForTheReaderOfAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    try (FileSink sink = FileSink.open(pipe, COUNTS)) {
      sink.onReport(report(1));
      assertThat(sink.lostReports()).isEqualTo(1);
    }
  }

  @Tag("fault")
  @Test
  void shouldLeaveNoHalfLineOnAFullDiskAndCountWhatIsLost() throws IOException {
    Path path = folder.resolve("out");
    FullDisk disk = new FullDisk();
    try (FileSink sink = new FileSink(path, COUNTS, new AppendingFile(path, disk::open))) {
      sink.onReport(report(1));
      disk.room = 1;
      sink.onReport(report(22));
      sink.onReport(report(33));
      assertThat(sink.lostReports()).isEqualTo(2);
      assertThat(path).content().isEqualTo("header\n1\n");
      disk.room = 1000;
      sink.onReport(report(4));
      assertThat(sink.lostReports()).isZero();
    }

    assertThat(path).content().isEqualTo("header\n1\n4\n");
  }

  private static Report report(int count) {
    long[] rtts = new long[count];
    Arrays.fill(rtts, 1_000_000);
    return Reports.report(0, Samples.of("192.0.2.1", "192.0.2.2").held(rtts).build());
  }

  /** A disk with room for a limited number of bytes. */
  private static final class FullDisk {
    private int room = 1000;

    SeekableByteChannel open(Path path) throws IOException {
      SeekableByteChannel file =
          Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new SeekableByteChannel() {
        @Override
        public int write(ByteBuffer source) throws IOException {
          if (room == 0) {
            throw new IOException("No space left on device");
          }
          int bytes = Math.min(room, source.remaining());
          room -= bytes;
          ByteBuffer part = source.slice(source.position(), bytes);
          source.position(source.position() + bytes);
          return file.write(part);
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
          file.truncate(size);
          return this;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
          return file.read(target);
        }

        @Override
        public long position() throws IOException {
          return file.position();
        }

        @Override
        public SeekableByteChannel position(long newPosition) throws IOException {
          file.position(newPosition);
          return this;
        }

        @Override
        public long size() throws IOException {
          return file.size();
        }

        @Override
        public boolean isOpen() {
          return file.isOpen();
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }
}
