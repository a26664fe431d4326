package io.rttd.pipeline.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfaceSelectorTest {
  private final InterfaceDirectory machine =
      new DirectoryBuilder()
          .named("eth0", "enp1s0", "ens5")
          .named("eth1")
          .named("wlan0")
          .defaultRoute("wlan0")
          .route(Kind.DEFAULT, "::/0", "eth1")
          .build();

  @Test
  void shouldKnowAnInterfaceByEachOfItsNames() {
    for (String name : List.of("eth0", "enp1s0", "ens5", "eth0:1", "ens5:vip")) {
      assertThat(select(name)).as(name).containsExactly("eth0");
    }
    assertThat(select("any")).containsExactly("any");
    assertThat(select("lo")).containsExactly("lo");
  }

  @Test
  void shouldExpectAnInterfaceWhoseNameDoesNotExistYet() {
    assertThat(select("tun7")).containsExactly("tun7");
    assertThat(select("eth7:1")).containsExactly("eth7");
    assertThat(InterfaceSelector.of("tun7").isSingle()).isTrue();
  }

  @Test
  void shouldSelectThoseWithADefaultRouteOfEitherFamily() {
    assertThat(select("auto")).containsExactly("eth1", "wlan0");
    assertThat(InterfaceSelector.of("auto").isSingle()).isFalse();
    assertThat(InterfaceSelector.of("auto").select(InterfaceDirectory.EMPTY)).isEmpty();
  }

  @Test
  void shouldMatchPatternsAsAShellDoes() {
    assertThat(select("eth*")).containsExactly("eth0", "eth1");
    assertThat(select("eth?")).containsExactly("eth0", "eth1");
    assertThat(select("en*")).as("altnames too").containsExactly("eth0");
    assertThat(select("*")).as("all but loopback").containsExactly("eth0", "eth1", "wlan0");
    assertThat(select("tun*")).isEmpty();
    assertThat(select("e.h*")).as("only * and ? are special").isEmpty();
  }

  private List<String> select(String text) {
    return InterfaceSelector.of(text).select(machine);
  }
}
