package io.rttd.capture.filter;

import static io.rttd.capture.filter.Packets.ETHERNET;
import static io.rttd.capture.filter.Packets.IPV4;
import static io.rttd.capture.filter.Packets.TCP;
import static io.rttd.capture.filter.Packets.bytes;
import static io.rttd.capture.filter.Packets.ipv4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.natives.Libpcap;
import io.rttd.config.Cidr;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The user's expressions, which libpcap compiles. */
final class FilterCompilerTest {
  private static final int SNAPLEN = 200;
  private static final SnapPolicy KEPT = SnapPolicy.headers(SNAPLEN);
  private static final String VLAN = "8100 0005 ";

  @BeforeAll
  static void needLibpcap() {
    try {
      Libpcap.require();
    } catch (CaptureException e) {
      abort(e.getMessage());
    }
  }

  @Test
  void shouldKeepWhatBothThePeersAndTheUserWant() throws Exception {
    BpfProgram program = ethernet("198.18.0.1", "port 443 or port 444");

    assertThat(run(program, ETHERNET + IPV4 + ipv4(TCP))).isEqualTo(14 + 20 + 20);
    assertThat(run(program, ETHERNET + VLAN + IPV4 + ipv4(TCP))).isEqualTo(18 + 20 + 20);
  }

  @Test
  void shouldDropWhatOnlyOneOfThemAdmits() throws Exception {
    String packet = ETHERNET + IPV4 + ipv4(TCP);

    assertThat(run(ethernet("198.18.0.1", "port 442"), packet)).isZero();
    assertThat(run(ethernet("198.18.0.3", "port 443"), packet)).isZero();
    assertThat(run(ethernet("198.18.0.1", "udp"), packet)).isZero();
  }

  @Test
  void shouldCompileForPacketsWithoutLinkHeader() throws Exception {
    BpfProgram wanted = FilterCompiler.cookedSocket(filter("198.18.0.1", "port 443"), KEPT);
    BpfProgram unwanted = FilterCompiler.cookedSocket(filter("198.18.0.1", "port 1"), KEPT);

    assertThat(BpfMachine.run(wanted, bytes(ipv4(TCP)), 0x0800)).isEqualTo(20 + 20);
    assertThat(BpfMachine.run(unwanted, bytes(ipv4(TCP)), 0x0800)).isZero();
  }

  @Test
  void shouldQuoteTheExpressionAndLibpcapWhenItIsBad() {
    assertThatThrownBy(() -> ethernet("198.18.0.1", "tcp and and"))
        .hasMessageContaining("'tcp and and'")
        .hasMessageContaining("syntax error")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.BAD_FILTER, CaptureException::reason);
  }

  @Test
  void shouldRefuseAnExpressionThatLibpcapWouldChokeOn() {
    String longExpression = "host 198.18.0.1" + " or host 198.18.0.1".repeat(300);

    assertThatThrownBy(() -> ethernet("198.18.0.1", longExpression))
        .hasMessageContaining("4096 characters")
        .hasMessageContaining("'ips'")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.BAD_FILTER, CaptureException::reason);
  }

  private static PeerFilter filter(String peer, String extra) {
    return PeerFilter.of(List.of(Cidr.parse(peer)), List.of(), Optional.of(extra));
  }

  private static BpfProgram ethernet(String peer, String extra) throws CaptureException {
    return FilterCompiler.ethernet(filter(peer, extra), "lo", KEPT);
  }

  private static int run(BpfProgram program, String packet) {
    return BpfMachine.run(program, bytes(packet), 0);
  }
}
