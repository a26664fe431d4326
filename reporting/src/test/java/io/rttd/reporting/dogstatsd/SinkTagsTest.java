package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.model.Service;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SinkTagsTest extends ListenedSink {
  @Test
  void shouldTagWithPairInterfaceInstanceAndProcess() {
    processTags = List.of("env:test", "team:net");

    send(
        report(
            "eth1.100",
            List.of("rack:7"),
            one.snapshot(1, false, Samples.of("2001:db8::1", "10.0.0.2").held(MS).build())));

    assertThat(listener.lines("system.net.tcp.rtt").get(0).tags())
        .containsExactlyInAnyOrder(
            "src:2001:db8::1", "dst:10.0.0.2", "iface:eth1.100", "rack:7", "env:test", "team:net");
    assertThat(listener.lines("rttd.flows").get(0).tags())
        .containsExactlyInAnyOrder("iface:eth1.100", "rack:7", "env:test", "team:net");
  }

  @Test
  void shouldTagAServiceByAKeyThatIsNotDatadogsOwn() {
    Service service = new Service(1, "postgresql@15-main");

    send(
        report(
            "eth0",
            List.of(),
            one.snapshot(1, false, Samples.of("10.0.0.1", "10.0.0.2", service).held(MS).build())));

    for (String metric : List.of("system.net.tcp.rtt", "system.net.tcp.rtt.dist")) {
      assertThat(listener.lines(metric).get(0).tags())
          .containsExactlyInAnyOrder(
              "src:10.0.0.1",
              "dst:10.0.0.2",
              "service_port:postgresql_15-main",
              "iface:eth0",
              "env:test");
    }
  }

  @Test
  void shouldCleanTagsThatWouldInjectMetrics() {
    processTags = List.of("bad:a\nfake.metric:1|c", "x,y");

    send(
        report("eth0|#evil", List.of("pipe:a|b"), one.snapshot(1, false, pair().held(MS).build())));

    assertThat(listener.lines()).extracting(StatsDLine::name).doesNotContain("fake.metric");
    assertThat(listener.lines("rttd.flows").get(0).tags())
        .containsExactlyInAnyOrder("bad:a_fake.metric:1_c", "x_y", "iface:eth0__evil", "pipe:a_b");
  }

  @Test
  void shouldFitLongTagsIntoDatagrams() {
    processTags = List.of("a:" + "x".repeat(300), "b:" + "y".repeat(300), "c:" + "z".repeat(300));
    PeerNaming longNames = address -> address.lo() % 2 + "n".repeat(300);
    Samples samples = Samples.of("10.0.0.1", "10.0.0.2", new Service(1, "s".repeat(50)));
    for (int i = 0; i < 1000; i++) {
      samples.held(MS + i * 10_000L);
    }

    send(
        new SnapshotMerger("i".repeat(300), List.of("d:" + "w".repeat(300)), longNames)
            .merge(List.of(one.snapshot(1, false, samples.build())), 0, CaptureReading.NONE));

    assertThat(count("system.net.tcp.rtt.count")).isEqualTo(1000);
    long received =
        listener.lines("system.net.tcp.rtt.dist").stream()
            .mapToLong(line -> line.weight() * line.values().size())
            .sum();
    assertThat(received).isEqualTo(1000);
    assertDatagramsFit();
  }

  @Test
  void shouldLeaveTheTagsOfTheEnvironmentToTheClient() {
    assertThat(
            new EnvironmentTags(
                    List.of("env:prod", "service:a", "version:1", "x:y"),
                    Map.of("DD_ENV", "prod", "DD_SERVICE", "b", "DD_VERSION", " "))
                .forClient())
        .containsExactly("service:a", "version:1", "x:y");
  }
}
