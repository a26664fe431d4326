package io.rttd.packaging;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The chart, as Helm itself reads and renders it, without a cluster. */
final class HelmChart {
  static final Path FOLDER = SourceTree.ROOT.resolve("packaging/chart");

  private HelmChart() {}

  /** Skips a test where Helm's native library does not run. */
  static void assumeHelm() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "helm is at hand for Linux on x86-64 alone");
  }

  /** What {@code helm lint --strict} says. */
  static LintResult lint() {
    return new Helm(FOLDER).lint().strict().call();
  }

  /**
   * What {@code helm template rttd} prints, without its notes of the source files.
   *
   * @param values YAML
   * @throws IllegalStateException if Helm refuses the values
   */
  static String render(String values) throws IOException {
    return render("rttd", "monitoring", values);
  }

  /** As {@link #render(String)}, for a release of another name or namespace. */
  static String render(String release, String namespace, String values) throws IOException {
    Path file = Files.createTempFile("values", ".yaml");
    try {
      Files.writeString(file, values);
      return new Helm(FOLDER)
          .template()
          .withName(release)
          .withNamespace(namespace)
          .withValuesFile(file)
          .call()
          .replaceAll("(?m)^# Source: .*\n", "");
    } finally {
      Files.delete(file);
    }
  }
}
