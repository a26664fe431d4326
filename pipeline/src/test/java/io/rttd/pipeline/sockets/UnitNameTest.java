package io.rttd.pipeline.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    "kubepods.slice/kubepods-podX.slice/cri-containerd-ID.scope, cri-containerd-0123456789ab",
    "kubepods/burstable/podX/ID, container-0123456789ab",
  })
  void shouldNameAContainerByItsShortId(String path, String name) {
    assertThat(UnitName.of(path.replace("ID", ID))).isEqualTo(name);
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
