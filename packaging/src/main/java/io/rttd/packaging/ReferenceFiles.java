package io.rttd.packaging;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.command.RttdCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes them: {@code FOLDER VERSION TIMESTAMP}. The same arguments give the same bytes. */
public final class ReferenceFiles {
  // RFC 1952 2.3.1: XFL
  private static final int GZIP_LEVEL_OFFSET = 8;
  private static final byte GZIP_BEST = 2;

  private ReferenceFiles() {}

  /**
   * Writes rttd.1.gz, rttd.yaml.5.gz, rttd.yaml, rttd.bash and changelog.gz, and completes the bill
   * of materials, rttd.cdx.json, if it is in the folder.
   *
   * @param arguments the folder, the version, a date as {@code 2026-01-01T00:00:00Z}, and the
   *     project's CHANGELOG.md
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    String version = arguments[1];
    OffsetDateTime built = OffsetDateTime.parse(arguments[2]);
    String date = built.toLocalDate().toString();
    CommandLine rttd =
        RttdCommand.commandLine(
            new Console(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), false));
    zip(folder.resolve("rttd.1.gz"), CommandManual.text(rttd, date, version));
    zip(folder.resolve("rttd.yaml.5.gz"), ConfigurationManual.text(date, version));
    Files.writeString(folder.resolve("rttd.yaml"), SampleConfiguration.text());
    String completion = AutoComplete.bash("rttd", rttd);
    // It is read by a shell, never run: no line that names an interpreter.
    Files.writeString(
        folder.resolve("rttd.bash"), completion.substring(completion.indexOf('\n') + 1));
    String changes = Files.readString(Path.of(arguments[3]));
    zip(folder.resolve("changelog.gz"), DebianChangelog.text(changes, version, built));
    Path bill = folder.resolve("rttd.cdx.json");
    if (Files.exists(bill)) { // its plugin does not work offline
      Files.writeString(bill, BundledLibraries.addTo(Files.readString(bill)));
    }
  }

  /** As {@code gzip -9n}: no name and no time within, and a header that owns up to its level. */
  private static void zip(Path file, String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new BestGzip(zipped)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = zipped.toByteArray();
    bytes[GZIP_LEVEL_OFFSET] = GZIP_BEST;
    Files.write(file, bytes);
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
