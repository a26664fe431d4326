package io.rttd.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.rttd.capture.CaptureException.Reason;
import io.rttd.config.Cidr;
import org.junit.jupiter.api.Test;

final class CaptureInterfacesTest {
  @Test
  void shouldListLoopback() throws Exception {
    CaptureInterface loopback =
        CaptureInterfaces.list().stream()
            .filter(CaptureInterface::loopback)
            .findFirst()
            .orElseThrow();

    assertThat(loopback.index()).isPositive();
    assertThat(loopback.mtu()).isPositive();
    assertThat(loopback.addresses()).contains(Cidr.parse("127.0.0.1").address());
    assertThat(CaptureInterfaces.find(loopback.name())).isEqualTo(loopback);
  }

  @Test
  void shouldNameThoseThatExistWhenOneDoesNot() {
    String loopback = CaptureInterfaces.list().get(0).name();

    assertThatThrownBy(() -> CaptureInterfaces.find("nosuch0"))
        .hasMessageContaining("'nosuch0'")
        .hasMessageContaining(loopback)
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.NOT_FOUND, CaptureException::reason);
  }

  @Test
  void shouldSayHowToGrantThePermission() {
    assertThat(CaptureInterfaces.noPermission("eth0"))
        .returns(Reason.NO_PERMISSION, CaptureException::reason)
        .hasMessageContaining("'eth0'")
        .hasMessageContaining("AmbientCapabilities=CAP_NET_RAW")
        .hasMessageContaining(
            "setpriv --reuid USER --regid GROUP --clear-groups --inh-caps=-all,+net_raw"
                + " --ambient-caps=-all,+net_raw --bounding-set=-all,+net_raw"
                + " --no-new-privs rttd run")
        .hasMessageContaining("setcap");
  }

  @Test
  void shouldListEachInterfaceThatTheKernelKnowsAlsoWithoutAnAddress() {
    String[] known = new java.io.File("/sys/class/net").list((folder, name) -> isInterface(name));
    org.junit.jupiter.api.Assumptions.assumeTrue(known != null, "no sysfs here");
    assertThat(CaptureInterfaces.list()).extracting(CaptureInterface::name).contains(known);
  }

  private static boolean isInterface(String name) {
    return java.nio.file.Files.isRegularFile(
        java.nio.file.Path.of("/sys/class/net", name, "ifindex"));
  }
}
