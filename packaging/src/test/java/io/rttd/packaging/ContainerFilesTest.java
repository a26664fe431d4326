package io.rttd.packaging;

import static io.rttd.packaging.KubernetesObjects.at;
import static io.rttd.packaging.KubernetesObjects.named;
import static io.rttd.packaging.KubernetesObjects.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigReader;
import io.rttd.config.Endpoint;
import io.rttd.config.RttdConfig;
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
        .allMatch(line -> line.matches("(ARG|CMD|COPY|ENTRYPOINT|FROM|LABEL|RUN|USER) \\S.*"))
        .anyMatch(
            line -> line.matches("RUN .*apt-get update .*&& rm -rf .*/var/lib/apt/lists/\\*"));
    assertThat(words("ENTRYPOINT")).containsExactly("/usr/bin/rttd");
    assertThat(words("CMD")).containsExactly("run", "-c", "/etc/rttd/rttd.yaml");
  }

  @Test
  void shouldCopyWhatThePackageIsCalled() throws IOException {
    assertThat(instructions()).contains("COPY rttd_*.deb /tmp/");
    assertThat(Files.readString(SourceTree.ROOT.resolve("packaging/pom.xml")))
        .contains("/rttd_${package.version}_${deb.architecture}.deb</deb>");
  }

  /** Kubernetes can only check a number; the manifest names the same. */
  @Test
  void shouldRunAsAUserWhoseProgramMayCapture() throws Exception {
    assertThat(instructions())
        .anyMatch(line -> line.matches("USER 9475:9475"))
        .anyMatch(
            line -> line.matches("RUN groupadd .*-g 9475 rttd .*useradd .*-u 9475 -g rttd .*"))
        .anyMatch(line -> line.contains("setcap cap_net_raw+ep /usr/lib/rttd/runtime/bin/java"));
    Map<?, ?> security = (Map<?, ?>) rttd().get("securityContext");
    assertThat(security.get("runAsUser")).isEqualTo(9475);
    assertThat(security.get("runAsGroup")).isEqualTo(9475);
    assertThat(security.get("runAsNonRoot")).isEqualTo(true);
    assertThat(security.get("allowPrivilegeEscalation"))
        .as("no_new_privs would disable the file capability")
        .isEqualTo(true);
  }

  @Test
  void shouldLabelTheImageAsTheOpenContainerInitiativeDoes() throws IOException {
    String labels =
        String.join("\n", instructions().stream().filter(l -> l.startsWith("LABEL ")).toList());
    for (String key :
        List.of("title", "description", "licenses", "version", "revision", "source")) {
      assertThat(labels).contains("org.opencontainers.image." + key + "=");
    }
  }

  @Test
  void shouldShareTheNodesNetworkAndRunOnEachNode() throws Exception {
    KubernetesObjects manifest = manifest();
    Map<?, ?> daemonSet = manifest.first("DaemonSet");
    assertThat(at(daemonSet, "spec", "selector", "matchLabels"))
        .isEqualTo(at(daemonSet, "spec", "template", "metadata", "labels"));
    assertThat(manifest.pod().get("hostNetwork")).isEqualTo(true);
    assertThat(manifest.pod().get("automountServiceAccountToken")).isEqualTo(false);
    assertThat(manifest.pod().get("tolerations")).isEqualTo(List.of(Map.of("operator", "Exists")));
  }

  @Test
  void shouldHaveATemporaryFolderThatNothingIsRunFrom() throws Exception {
    assertThat(named((List<?>) rttd().get("volumeMounts"), "tmp").get("mountPath"))
        .isEqualTo("/tmp");
    assertThat(named((List<?>) manifest().pod().get("volumes"), "tmp").get("emptyDir")).isNotNull();
    // By itself, docker mounts a tmpfs noexec: the packages bring their native libraries unpacked.
    assertThat(Files.readString(FOLDER.resolve("Dockerfile")))
        .containsPattern("#   docker run [^\n]* --read-only [^\n]*\\\\\n#     [^\n]*--tmpfs /tmp ");
  }

  @Test
  void shouldHaveNoCapabilityButNetRawAndAReadOnlyRoot() throws Exception {
    Map<?, ?> security = (Map<?, ?>) rttd().get("securityContext");
    assertThat(at(security, "capabilities", "drop")).isEqualTo(List.of("ALL"));
    assertThat(at(security, "capabilities", "add")).isEqualTo(List.of("NET_RAW"));
    assertThat(security.get("readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(security.get("privileged")).isNull();
    assertThat(at(security, "seccompProfile", "type")).isEqualTo("RuntimeDefault");
  }

  @Test
  void shouldMountOnlyVolumesThatThereAre() throws Exception {
    List<?> volumes = (List<?>) manifest().pod().get("volumes");
    assertThat(names((List<?>) rttd().get("volumeMounts")))
        .containsExactlyInAnyOrderElementsOf(names(volumes));
    assertThat(at(manifest().first("ConfigMap"), "metadata", "name"))
        .isEqualTo(at(named(volumes, "configuration"), "configMap", "name"));
  }

  /** The paths and the port are those of the configuration; ScrapeServerTest answers them. */
  @Test
  void shouldProbeWhereRttdListens() throws Exception {
    RttdConfig config =
        new ConfigReader(Map.of(), 2, address -> false)
            .parse("rttd.yaml", (String) at(manifest().first("ConfigMap"), "data", "rttd.yaml"));

    assertThat(config.instances()).hasSize(1);
    Map<?, ?> port = named((List<?>) rttd().get("ports"), "metrics");
    for (String probe : List.of("readinessProbe", "livenessProbe")) {
      Map<?, ?> get = (Map<?, ?>) at(rttd(), probe, "httpGet");
      assertThat(get.get("port")).isEqualTo(port.get("name"));
      Endpoint listener = config.reporting().prometheus().orElseThrow();
      assertThat(listener.host()).isEqualTo(get.get("host"));
      assertThat(listener.port()).isEqualTo(port.get("containerPort"));
      assertThat(get.get("path")).isIn("/-/ready", "/-/healthy");
    }
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

  private static Map<?, ?> rttd() throws IOException {
    return manifest().container("rttd");
  }

  private static KubernetesObjects manifest() throws IOException {
    return new KubernetesObjects(Files.readString(FOLDER.resolve("daemonset.yaml")));
  }
}
