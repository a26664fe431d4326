package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNameTest {
  private static final String ID =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @CsvSource({
    "system.slice/nginx.service, nginx",
    "system.slice/system-postgresql.slice/postgresql@15-main.service, postgresql@15-main",
    "system.slice/cups.socket, cups",
    "system.slice/my\\x2dapp.service, my-app",
    "system.slice/delegated.service/worker/1, delegated",
    "user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service, syncthing",
    "machine.slice/machine-web\\x2d1.scope/payload, web-1",
    "lxc.payload.mail/system.slice/dovecot.service, dovecot",
    "lxc.payload.mail, mail",
  })
  void shouldNameAUnitOrAMachine(String path, String name) {
    assertThat(UnitName.of(path)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "system.slice/docker-ID.scope, docker-0123456789ab",
    "docker/ID, container-0123456789ab",
    "machine.slice/libpod-ID.scope/container, libpod-0123456789ab",
  })
  void shouldNameAContainerByItsShortId(String path, String name) {
    assertThat(UnitName.of(path.replace("ID", ID))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubepods.slice/kubepods-podX.slice/cri-containerd-ID.scope",
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podX.slice/crio-ID.scope",
        "kubepods/burstable/podX/ID",
        "docker-ID.scope/kubelet.slice/kubelet-kubepods.slice/cri-containerd-ID.scope",
      })
  void shouldGiveAllContainersOfPodsOneName(String path) {
    assertThat(UnitName.of(path.replace("ID", ID))).isEqualTo("kubepods");
  }

  @ParameterizedTest
  @CsvSource({
    "app.slice/app-org.gnome.Terminal@9f0c1d2e3b4a5f60718293a4b5c6d7e8.service, "
        + "app-org.gnome.Terminal",
    "app.slice/app-gnome\\x2dsession@autostart.service, app-gnome-session",
    "system.slice/dbus-:1.23-org.freedesktop.problems@0.service, dbus-org.freedesktop.problems",
    "system.slice/system-sshd.slice/sshd@5-192.0.2.1:22-192.0.2.2:4711.service, sshd",
    "system.slice/sshd@17-2001:db8::1:22-2001:db8::2:4711.service, sshd",
    "system.slice/varlink@3-1234-1000.service, varlink",
    "system.slice/redis-server@6380.service, redis-server@6380",
    "system.slice/openvpn@office-2.service, openvpn@office-2",
  })
  void shouldNameAUnitWithoutWhatDiffersEachTime(String path, String name) {
    assertThat(UnitName.of(path)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "init.scope",
    "user.slice/user-1000.slice/session-3.scope",
    "user.slice/user-1000.slice/user@1000.service/init.scope",
    "user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-1234.scope",
    "system.slice/run-u42.service",
    "system.slice/run-r0123456789abcdef.scope",
  })
  void shouldNameNothingThatHasAnotherNameEachTime(String path) {
    assertThat(UnitName.of(path)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'a b,c|d.service', a_b_c_d"})
  void shouldWriteWhatNoTagMayHoldAsUnderscores(String path, String name) {
    assertThat(UnitName.of(path)).isEqualTo(name);
    assertThat(UnitName.of("x".repeat(80) + ".service")).isEqualTo("x".repeat(50));
  }
}
