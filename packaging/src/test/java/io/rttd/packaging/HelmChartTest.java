package io.rttd.packaging;

import static io.rttd.packaging.KubernetesObjects.at;
import static io.rttd.packaging.KubernetesObjects.named;
import static io.rttd.packaging.KubernetesObjects.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.LintResult;
import io.rttd.config.ConfigReader;
import io.rttd.config.Endpoint;
import io.rttd.config.NamesFile;
import io.rttd.config.RttdConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code packaging/chart}, rendered by Helm and read by what Kubernetes generates from its API. */
class HelmChartTest {
  private static final Path MANIFEST =
      SourceTree.ROOT.resolve("packaging/container/daemonset.yaml");
  private static final String EVERYTHING =
      """
      image: {repository: registry.example.com:5000/rttd, tag: 1.2.3}
      imagePullSecrets: [{name: registry}]
      config:
        init_config: {services: {5432: postgres}, otlp_endpoint: "http://127.0.0.1:4318"}
        instances: [{interface: auto, local_networks: [10.42.0.0/16]}]
      dogstatsd: {enabled: false}
      prometheus: {scrape: true, port: 9999, podMonitor: {enabled: true, labels: {release: stack}}}
      names: {sidecar: {enabled: true, image: "tools:1"}}
      priorityClassName: system-node-critical
      affinity: {nodeAffinity: {}}
      podAnnotations: {team: network}
      podLabels: {team: network}
      env: [{name: DD_ENV, value: prod}]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needHelm() {
    HelmChart.assumeHelm();
  }

  @Test
  void shouldPassHelmsLinter() {
    LintResult result = HelmChart.lint();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).noneMatch(line -> line.matches("\\[(WARNING|ERROR)].*"));
  }

  @Test
  void shouldRenderTheManifestForThoseWithoutHelm() throws IOException {
    String expected = HelmChart.render("");
    String actual = Files.readString(MANIFEST).replaceFirst("(?s)^(#[^\n]*\n)+", "");
    if (!actual.equals(expected)) {
      Files.writeString(
          Files.createDirectories(Path.of("target")).resolve("daemonset.yaml"), expected);
    }

    assertThat(actual)
        .as("what it should be was written to packaging/target/daemonset.yaml: copy it")
        .isEqualTo(expected);
  }

  @Test
  void shouldRenderObjectsThatKubernetesKnowsWithEverythingOn() throws Exception {
    KubernetesObjects objects = new KubernetesObjects(HelmChart.render(EVERYTHING));

    assertThat(objects.kinds())
        .containsExactlyInAnyOrder(
            "ConfigMap",
            "ConfigMap",
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "DaemonSet",
            "PodMonitor");
    Map<?, ?> rttd = objects.container("rttd");
    assertThat(rttd.get("image")).isEqualTo("registry.example.com:5000/rttd:1.2.3");
    assertThat(names((List<?>) rttd.get("env"))).containsExactly("DD_ENV");
    assertThat(names((List<?>) rttd.get("volumeMounts"))).contains("names").doesNotContain("token");
    assertThat(objects.pod().get("priorityClassName")).isEqualTo("system-node-critical");
    for (String container : List.of("rttd", "names")) {
      assertThat(names((List<?>) objects.pod().get("volumes")))
          .containsAll(names((List<?>) objects.container(container).get("volumeMounts")));
    }
    assertThat(at(rttd, "livenessProbe", "httpGet", "host"))
        .as("rttd listens on the node's address, which is the kubelet's default")
        .isNull();
    RttdConfig config = configurationOf(objects);
    assertThat(config.reporting().prometheus().map(HelmChartTest::text)).contains("0.0.0.0:9999");
    assertThat(config.reporting().dogStatsD()).isEmpty();
    assertThat(config.namesFile()).contains(Path.of("/etc/rttd-names/names"));
  }

  @Test
  void shouldReadTheNamesOfAConfigMap() throws Exception {
    KubernetesObjects objects = new KubernetesObjects(HelmChart.render("names: {configMap: pods}"));

    Map<?, ?> volume = named((List<?>) objects.pod().get("volumes"), "names");
    assertThat(at(volume, "configMap", "name")).isEqualTo("pods");
    Map<?, ?> mount = named((List<?>) objects.container("rttd").get("volumeMounts"), "names");
    assertThat(configurationOf(objects).namesFile())
        .contains(Path.of(mount.get("mountPath") + "/names"));
    assertThat(mount.get("subPath")).as("the kubelet never updates it").isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "false, '', 127.0.0.1",
    "false, 127.0.0.2, 127.0.0.2",
    "false, [::1], ::1",
    "true, 127.0.0.1, 127.0.0.1",
    "true, '',",
    "false, [::],",
    "false, 192.0.2.1,"
  })
  void shouldProbeTheAddressThatRttdListensOn(boolean scrape, String address, String host)
      throws Exception {
    KubernetesObjects objects =
        new KubernetesObjects(
            HelmChart.render("prometheus: {scrape: %s, address: '%s'}".formatted(scrape, address)));

    for (String probe : List.of("readinessProbe", "livenessProbe")) {
      Map<?, ?> get = (Map<?, ?>) at(objects.container("rttd"), probe, "httpGet");
      assertThat(get.get("host")).as(probe).isEqualTo(host);
      assertThat(get.get("port")).as(probe).isEqualTo("metrics");
    }
  }

  /** 96 MB are the JVM's in rttd's own warning; the chart leaves it 160. */
  @ParameterizedTest
  @CsvSource({"256, '', 512Mi, 160Mi", "64, '', 248Mi, 112Mi", "256, http://c:4318, 592Mi, 160Mi"})
  void shouldDeriveTheMemoryOfTheContainer(int limit, String otlp, String limits, String requests)
      throws Exception {
    String init = otlp.isEmpty() ? "{}" : "{otlp_endpoint: '" + otlp + "'}";
    KubernetesObjects objects =
        new KubernetesObjects(
            HelmChart.render("memoryLimitMB: " + limit + "\nconfig: {init_config: " + init + "}"));

    Object resources = objects.container("rttd").get("resources");
    assertThat(at((Map<?, ?>) resources, "limits", "memory")).isEqualTo(limits);
    assertThat(at((Map<?, ?>) resources, "requests", "memory")).isEqualTo(requests);
    assertThat(configurationOf(objects).memoryLimitBytes()).isEqualTo(limit * 1048576L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: 'http://c:4318'}] | 592Mi",
        "{} | [{name: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, value: 'http://c:4318'}] | 592Mi",
        "{} | [{name: OTEL_EXPORTER_OTLP_ENDPOINT, valueFrom: {secretKeyRef: {key: u}}}] | 592Mi",
        "{} | [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: ''}] | 512Mi",
        "{} | [{name: OTEL_EXPORTER_OTLP_HEADERS, value: a=b}] | 512Mi",
        "{otlp_endpoint: 'OFF'} | [] | 512Mi",
        "{otlp_endpoint: 'false'} | [] | 512Mi",
        "{otlp_endpoint: false} | [] | 512Mi",
        "{otlp_endpoint: 'off'} | [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: http://c}] | 512Mi",
        "{otlp_endpoint: false} | [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: http://c}] | 512Mi"
      })
  void shouldAddMemoryForOtlpWhereverItIsEnabled(String init, String env, String limit)
      throws Exception {
    KubernetesObjects objects =
        new KubernetesObjects(
            HelmChart.render("config: {init_config: %s}\nenv: %s\n".formatted(init, env)));

    assertThat(at(objects.container("rttd"), "resources", "limits", "memory")).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{runAsNonRoot: null, runAsUser: null, runAsGroup: null, allowPrivilegeEscalation: null}"
      })
  void shouldKeepTheFixedSecurityWithoutThatOfTheValues(String context) throws Exception {
    KubernetesObjects objects =
        new KubernetesObjects(HelmChart.render("securityContext: " + context));

    Map<?, ?> rendered = (Map<?, ?>) objects.container("rttd").get("securityContext");
    assertThat(rendered.keySet())
        .isEqualTo(Set.of("readOnlyRootFilesystem", "capabilities", "seccompProfile"));
  }

  @Test
  void shouldKeepNamesOfDigitsStrings() throws Exception {
    String monitored = "prometheus: {scrape: true, podMonitor: {enabled: true}}\n";
    KubernetesObjects sidecar =
        new KubernetesObjects(
            HelmChart.render(
                "123", "2026", monitored + "names: {sidecar: {enabled: true, image: 'tools:1'}}"));
    for (String kind : List.of("ConfigMap", "DaemonSet", "PodMonitor")) {
      Map<?, ?> metadata = (Map<?, ?>) sidecar.first(kind).get("metadata");
      assertThat(metadata.get("name")).as(kind).isEqualTo("123");
      assertThat(at(metadata, "labels", "app.kubernetes.io/instance")).as(kind).isEqualTo("123");
    }
    assertThat(sidecar.pod().get("serviceAccountName")).isEqualTo("123-names");
    Map<?, ?> binding = sidecar.first("ClusterRoleBinding");
    assertThat(at(binding, "roleRef", "name"))
        .isEqualTo("2026-123-names")
        .isEqualTo(at(sidecar.first("ClusterRole"), "metadata", "name"));
    assertThat(((Map<?, ?>) ((List<?>) binding.get("subjects")).get(0)).get("namespace"))
        .isEqualTo("2026");

    KubernetesObjects mounted =
        new KubernetesObjects(
            HelmChart.render(
                "123", "2026", "{names: {configMap: '456'}, priorityClassName: '789'}"));
    List<?> volumes = (List<?>) mounted.pod().get("volumes");
    assertThat(at(named(volumes, "configuration"), "configMap", "name")).isEqualTo("123");
    assertThat(at(named(volumes, "names"), "configMap", "name")).isEqualTo("456");
    assertThat(mounted.pod().get("priorityClassName")).isEqualTo("789");
  }

  @Test
  void shouldReplacePodsWhenTheConfigurationChanges() throws IOException {
    assertThat(checksum("config: {init_config: {report_interval: 30}}"))
        .isNotEqualTo(checksum(""))
        .isEqualTo(checksum("{config: {init_config: {report_interval: 30}}, podLabels: {a: b}}"));
  }

  private static String checksum(String values) throws IOException {
    KubernetesObjects objects = new KubernetesObjects(HelmChart.render(values));
    return (String)
        at(
            objects.first("DaemonSet"),
            "spec",
            "template",
            "metadata",
            "annotations",
            "checksum/config");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus: {port: 0}",
        "prometheus: {podMonitor: {enabled: true}}",
        "memoryLimit: 256MB",
        "memoryLimitMB: 8",
        "config: {instances: []}",
        "config: {instances: [{mode: tap}]}",
        "config: {init_config: {memory_limit: 1GB}}",
        "config: {init_config: {prometheus_listen: ':9475'}}",
        "securityContext: {privileged: true}",
        "names: {sidecar: {enabled: true}}",
        "names: {configMap: pods, sidecar: {enabled: true, image: 'tools:1'}}"
      })
  void shouldRefuseValuesThatCannotWork(String values) {
    assertThatThrownBy(() -> HelmChart.render(values)).isInstanceOf(IllegalStateException.class);
  }

  /** The script of the sidecar, with a kubectl that prints what an API server would. */
  @Test
  void shouldWriteANamesFileThatRttdReads() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "jq is missing");
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path pods = folder.resolve("answer");
    Files.writeString(
        pods,
        """
        {"items": [
          {"metadata": {"namespace": "shop", "name": "web-1", "labels": {"app": "web"}},
           "spec": {}, "status": {"phase": "Running",
                                  "podIPs": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}]}},
          {"metadata": {"namespace": "shop", "name": "db-0",
                        "labels": {"app": "x", "app.kubernetes.io/name": "db"}},
           "spec": {}, "status": {"phase": "Running", "podIPs": [{"ip": "10.0.0.2"}]}},
          {"metadata": {"namespace": "shop", "name": "bare"},
           "spec": {}, "status": {"phase": "Running", "podIPs": [{"ip": "10.0.0.3"}]}},
          {"metadata": {"namespace": "sys", "name": "agent"},
           "spec": {"hostNetwork": true},
           "status": {"phase": "Running", "podIPs": [{"ip": "192.0.2.1"}]}},
          {"metadata": {"namespace": "shop", "name": "new"}, "spec": {},
           "status": {"phase": "Pending"}},
          {"metadata": {"namespace": "shop", "name": "done"}, "spec": {},
           "status": {"phase": "Succeeded", "podIPs": [{"ip": "10.0.0.1"}]}}]}
        """);
    Path kubectl = bin.resolve("kubectl");
    Files.writeString(
        kubectl,
        "#!/bin/sh\n[ \"$1 $2 $3\" = 'get --raw /api/v1/pods?resourceVersion=0' ] && cat " + pods);
    assertThat(kubectl.toFile().setExecutable(true)).isTrue();

    assertThat(runScript(bin)).isZero();

    Path names = folder.resolve("names");
    assertThat(names)
        .hasContent(
            """
            10.0.0.1 shop/web
            fd00::1 shop/web
            10.0.0.2 shop/db
            10.0.0.3 shop/bare
            """);
    NamesFile.read(names);

    Files.writeString(pods, "{\"items\": ");
    runScript(bin);
    assertThat(names).as("after an answer that cannot be read").content().contains("shop/web");
  }

  private int runScript(Path bin) throws IOException, InterruptedException {
    ProcessBuilder script =
        new ProcessBuilder("sh", HelmChart.FOLDER.resolve("files/names.sh").toString(), "once")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    script.environment().put("FOLDER", folder.toString());
    script.environment().put("PATH", bin + ":/usr/bin:/bin");
    return script.start().waitFor();
  }

  private static String text(Endpoint endpoint) {
    return endpoint.host() + ":" + endpoint.port();
  }

  private static RttdConfig configurationOf(KubernetesObjects objects) throws Exception {
    String text = (String) at(objects.first("ConfigMap"), "data", "rttd.yaml");
    return new ConfigReader(Map.of(), 2, address -> false).parse("rttd.yaml", text);
  }
}
