package io.rttd.probe.junit;

import io.rttd.capture.CaptureException;
import io.rttd.probe.CapturePage;
import io.rttd.probe.RecordedCapture;
import io.rttd.probe.RttProbeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The capture of one test, kept if it fails. */
final class KeptCapture {
  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final int DEFAULT_MEGABYTES = 64;
  private static final int MOST_MEGABYTES = 100_000;
  private static final Path MAVEN_FOLDER = Path.of("target", "rttd");
  private static final Path GRADLE_FOLDER = Path.of("build", "rttd");

  /** Ends the id of one invocation of a repeated or parameterized test. */
  private static final Pattern INVOCATION = Pattern.compile("#(\\d+)]$");

  private final Path capture;
  private final Path page;
  private final long maxBytes;

  private KeptCapture(Path folder, String name, long maxBytes) {
    this.capture = folder.resolve(name + ".pcap");
    this.page = folder.resolve(name + ".html");
    this.maxBytes = maxBytes;
  }

  /**
   * That of a test, if an annotation or the configuration asks for it.
   *
   * @throws ExtensionConfigurationException if a size limit is illegal
   */
  static Optional<KeptCapture> of(ExtensionContext context) {
    Optional<KeepCapture> annotation =
        AnnotationSupport.findAnnotation(context.getTestMethod(), KeepCapture.class)
            .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), KeepCapture.class));
    Optional<String> configured =
        context
            .getConfigurationParameter(RttExtension.CAPTURE_FOLDER)
            .filter(folder -> !folder.isBlank());
    if (annotation.isEmpty() && configured.isEmpty()) {
      return Optional.empty();
    }
    Path folder =
        annotation
            .map(KeepCapture::folder)
            .filter(name -> !name.isEmpty())
            .or(() -> configured)
            .map(Path::of)
            .orElseGet(KeptCapture::defaultFolder);
    return Optional.of(new KeptCapture(folder, nameOf(context), maxBytes(annotation, context)));
  }

  private static Path defaultFolder() {
    boolean gradle =
        Files.exists(Path.of("build.gradle")) || Files.exists(Path.of("build.gradle.kts"));
    return gradle ? GRADLE_FOLDER : MAVEN_FOLDER;
  }

  private static long maxBytes(Optional<KeepCapture> annotation, ExtensionContext context) {
    int annotated = annotation.map(KeepCapture::maxMegabytes).orElse(0);
    String megabytes =
        annotated != 0
            ? Integer.toString(annotated)
            : context
                .getConfigurationParameter(RttExtension.CAPTURE_MAX_MEGABYTES)
                .orElse(Integer.toString(DEFAULT_MEGABYTES));
    try {
      int number = Integer.parseInt(megabytes);
      if (number >= 1 && number <= MOST_MEGABYTES) {
        return number * BYTES_PER_MEGABYTE;
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number out of range is.
    }
    throw new ExtensionConfigurationException(
        (annotated != 0
                ? "@KeepCapture(maxMegabytes = "
                : RttExtension.CAPTURE_MAX_MEGABYTES + " (")
            + megabytes
            + "): expected 1 to "
            + MOST_MEGABYTES);
  }

  /** Class and method; with parameters if there are several of the name; with the invocation. */
  private static String nameOf(ExtensionContext context) {
    Method test = context.getRequiredTestMethod();
    String name = context.getRequiredTestClass().getName() + "." + test.getName();
    boolean overloaded =
        Arrays.stream(test.getDeclaringClass().getDeclaredMethods())
                .filter(each -> each.getName().equals(test.getName()))
                .count()
            > 1;
    if (overloaded) {
      name +=
          Arrays.stream(test.getParameterTypes())
              .map(type -> "-" + type.getSimpleName())
              .collect(Collectors.joining());
    }
    Matcher invocation = INVOCATION.matcher(context.getUniqueId());
    return invocation.find() ? name + "-" + invocation.group(1) : name;
  }

  /** Makes a probe write the capture, and deletes what an earlier run left. */
  void prepare(RttProbeBuilder probe) {
    delete();
    probe.record(capture, maxBytes);
  }

  /**
   * Keeps or deletes what a probe wrote.
   *
   * @return where it is, and what it lacks, if it is kept
   */
  Optional<String> finish(RecordedCapture recorded, boolean failed) {
    if (!failed) {
      delete();
      return Optional.empty();
    }
    return Optional.of("capture: " + recorded + (recorded.packets() == 0 ? "" : writePage()));
  }

  private String writePage() {
    try {
      CapturePage.write(capture, page);
      return "; page: " + page;
    } catch (CaptureException | IOException | RuntimeException e) {
      return "; no page: " + e.getMessage(); // The test's failure matters more.
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(capture);
      Files.deleteIfExists(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells of the capture next to the test's own failure. */
  static final class Note extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Note(String message) {
      super(message, null, false, false);
    }
  }
}
