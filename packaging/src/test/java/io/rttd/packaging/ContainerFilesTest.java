package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code packaging/container/}: what cannot be run in a test is at least read. */
class ContainerFilesTest {
  private static final Path FOLDER = SourceTree.ROOT.resolve("packaging/container");

  @Test
  void shouldBuildAnImageOfInstructionsThatDockerKnows() throws IOException {
    List<String> instructions = instructions();
    assertThat(instructions.get(0)).matches("FROM debian:[0-9]+-slim");
    assertThat(instructions)
        .allMatch(line -> line.matches("(FROM|COPY|RUN|ENTRYPOINT|CMD) \\S.*"))
        .anyMatch(line -> line.matches("RUN apt-get update .*&& rm -rf .*/var/lib/apt/lists/\\*"));
    assertThat(words("ENTRYPOINT")).containsExactly("/usr/bin/rttd");
    assertThat(words("CMD")).containsExactly("run", "-c", "/etc/rttd/rttd.yaml");
  }

  @Test
  void shouldCopyWhatThePackageIsCalled() throws IOException {
    assertThat(instructions()).contains("COPY rttd_*.deb /tmp/");
    assertThat(Files.readString(SourceTree.ROOT.resolve("packaging/pom.xml")))
        .contains("/rttd_${package.version}_${deb.architecture}.deb</deb>");
  }

  @Test
  void shouldShareTheNodesNetworkAndRunOnEachNode() throws IOException {
    Map<?, ?> daemonSet = document("DaemonSet");
    assertThat(daemonSet.get("apiVersion")).isEqualTo("apps/v1");
    assertThat(at(daemonSet, "spec", "selector", "matchLabels"))
        .isEqualTo(at(daemonSet, "spec", "template", "metadata", "labels"));
    assertThat(pod().get("hostNetwork")).isEqualTo(true);
    assertThat(pod().get("automountServiceAccountToken")).isEqualTo(false);
  }

  @Test
  void shouldHaveATemporaryFolderThatNothingIsRunFrom() throws IOException {
    Object mounts = container().get("volumeMounts");
    assertThat((List<?>) mounts)
        .map(mount -> List.of(at((Map<?, ?>) mount, "name"), at((Map<?, ?>) mount, "mountPath")))
        .contains(List.of("tmp", "/tmp"));
    assertThat((List<?>) pod().get("volumes"))
        .filteredOn(volume -> at((Map<?, ?>) volume, "name").equals("tmp"))
        .allSatisfy(volume -> assertThat(at((Map<?, ?>) volume, "emptyDir")).isNotNull())
        .hasSize(1);
    // By itself, docker mounts a tmpfs noexec: the packages bring their native libraries unpacked.
    assertThat(Files.readString(FOLDER.resolve("Dockerfile")))
        .containsPattern("#   docker run [^\n]* --read-only [^\n]*\\\\\n#     --tmpfs /tmp ");
  }

  @Test
  void shouldHaveNoCapabilityButNetRawAndAReadOnlyRoot() throws IOException {
    Map<?, ?> security = (Map<?, ?>) container().get("securityContext");
    assertThat(at(security, "capabilities", "drop")).isEqualTo(List.of("ALL"));
    assertThat(at(security, "capabilities", "add")).isEqualTo(List.of("NET_RAW"));
    assertThat(security.get("readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(security.get("allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(security.get("privileged")).isNull();
  }

  @Test
  void shouldMountOnlyVolumesThatThereAre() throws IOException {
    assertThat(names((List<?>) container().get("volumeMounts")))
        .containsExactlyInAnyOrderElementsOf(names((List<?>) pod().get("volumes")));
    assertThat(at(document("ConfigMap"), "metadata", "name"))
        .isEqualTo(at((Map<?, ?>) ((List<?>) pod().get("volumes")).get(0), "configMap", "name"));
  }

  @Test
  void shouldConfigureRttdWithoutAFault() throws Exception {
    String configuration = (String) at(document("ConfigMap"), "data", "rttd.yaml");
    assertThat(
            new ConfigReader(Map.of(), 2, address -> false)
                .parse("rttd.yaml", configuration)
                .instances())
        .hasSize(1);
  }

  private static List<String> instructions() throws IOException {
    List<String> instructions = new ArrayList<>();
    String text = Files.readString(FOLDER.resolve("Dockerfile")).replace("\\\n", " ");
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        instructions.add(line);
      }
    }
    return instructions;
  }

  /** The words of an instruction in its exec form, which starts no shell between. */
  private static List<String> words(String instruction) throws IOException {
    List<String> found =
        instructions().stream().filter(line -> line.startsWith(instruction + " ")).toList();
    assertThat(found).hasSize(1);
    return new Yaml().<List<String>>load(found.get(0).substring(instruction.length()));
  }

  private static Map<?, ?> pod() throws IOException {
    return (Map<?, ?>) at(document("DaemonSet"), "spec", "template", "spec");
  }

  private static Map<?, ?> container() throws IOException {
    return (Map<?, ?>) ((List<?>) pod().get("containers")).get(0);
  }

  private static Map<?, ?> document(String kind) throws IOException {
    for (Object document : new Yaml().loadAll(Files.readString(FOLDER.resolve("daemonset.yaml")))) {
      if (((Map<?, ?>) document).get("kind").equals(kind)) {
        return (Map<?, ?>) document;
      }
    }
    throw new AssertionError("no " + kind);
  }

  private static Object at(Map<?, ?> map, String... path) {
    Object value = map;
    for (String key : path) {
      value = ((Map<?, ?>) value).get(key);
    }
    return value;
  }

  private static List<String> names(List<?> items) {
    return items.stream().map(item -> (String) ((Map<?, ?>) item).get("name")).toList();
  }
}
