package io.rttd.analyze.connection;

import static io.rttd.model.TcpFlags.ACK;
import static io.rttd.model.TcpFlags.FIN;
import static io.rttd.model.TcpFlags.PSH;
import static io.rttd.model.TcpFlags.RST;
import static io.rttd.model.TcpFlags.SYN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Service;
import io.rttd.model.ServicePorts;
import io.rttd.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of segments in the table of connections. */
class ConnectionTableTest {
  private static final long MS = 1_000_000;

  private ConnectionTable table = new ConnectionTable(1 << 20, ServicePorts.NONE);
  private TrafficFixture wire = new TrafficFixture(table, ServicePorts.NONE);

  @Test
  void shouldRecordAWholeConnection() {
    open(0, 100, 900);
    wire.client(21, ACK | PSH, 101, 901, 50);
    wire.server(41, ACK, 901, 151, 0);
    wire.server(61, ACK | PSH, 901, 151, 300);
    wire.client(62, ACK, 151, 1201, 0);
    wire.client(70, ACK | FIN, 151, 1201, 0);
    wire.server(90, ACK | FIN, 1201, 152, 0);
    wire.client(91, ACK, 152, 1202, 0);

    ConnectionReport report = only();
    assertThat(report).hasToString("198.18.0.1:40000-198.18.0.2:80");
    assertThat(report.number()).isEqualTo(1);
    assertThat(report.serverKnown()).isTrue();
    assertThat(report.complete()).isTrue();
    assertThat(report.serviceOrPort()).isEqualTo("80");
    assertThat(report.firstFrame()).isEqualTo(1);
    assertThat(report.lastFrame()).isEqualTo(10);
    assertThat(report.firstNs()).isEqualTo(1_000_000_000_000L);
    assertThat(report.durationNs()).isEqualTo(91 * MS);
    assertThat(report.end()).isEqualTo(ConnectionEnd.FIN);
    assertThat(report.handshakeNs()).isEqualTo(20 * MS);
    assertThat(report.response().count()).isEqualTo(1);
    assertThat(report.response().maxNs()).isEqualTo(40 * MS);
    assertThat(report.packets()).isEqualTo(10);
    assertThat(report.fromClient().packets()).isEqualTo(6);
    assertThat(report.fromClient().payloadBytes()).isEqualTo(50);
    assertThat(report.fromServer().payloadBytes()).isEqualTo(300);
    assertThat(report.fromClient().segments()).isEqualTo(1);
    assertThat(report.fromClient().rtt().count()).isEqualTo(3); // SYN, data, FIN
    assertThat(report.fromClient().rtt().minNs()).isEqualTo(20 * MS);
    assertThat(report.fromClient().path().count()).isEqualTo(1); // SYN
    assertThat(report.fromServer().rtt().count()).isEqualTo(3);
    assertThat(report.fromServer().rtt().maxNs()).isEqualTo(MS);
    assertThat(report.fromClient().verdicts()).containsOnlyKeys(Verdict.EXACT);
    assertThat(report.samples()).isEqualTo(6);
  }

  @Test
  void shouldCountWhatWasSentAgainAndCopiesApart() {
    open(0, 100, 900);
    wire.server(21, ACK, 901, 101, 1000);
    wire.server(22, ACK, 1901, 101, 1000);
    wire.copyFromServer(22, ACK, 1901, 101, 1000);
    wire.server(300, ACK, 901, 101, 1000);
    wire.client(301, ACK, 101, 2901, 0);

    DirectionReport server = only().fromServer();
    assertThat(server.packets()).isEqualTo(4);
    assertThat(server.payloadBytes()).isEqualTo(3000);
    assertThat(server.copies()).isEqualTo(1);
    assertThat(server.segments()).isEqualTo(2);
    assertThat(server.retransmits()).isEqualTo(1);
    assertThat(server.retransmitRatio()).isEqualTo(1 / 2.0);
    assertThat(only().retransmitRatio()).isEqualTo(1 / 2.0);
  }

  @Test
  void shouldCountAClosedWindowForTheDirectionThatItStops() {
    open(0, 100, 900);
    wire.server(21, ACK, 901, 101, 1000);
    wire.advertise(0);
    wire.client(22, ACK, 101, 1901, 0);
    wire.advertise(1000);
    wire.client(52, ACK, 101, 1901, 0);
    wire.advertise(0);
    wire.client(60, ACK, 101, 1901, 0);
    wire.finish(80);

    assertThat(only().fromServer().zeroWindows()).isEqualTo(2);
    assertThat(only().fromServer().zeroWindowNs()).isBetween(50 * MS - 32, 50 * MS + 32);
    assertThat(only().fromClient().zeroWindows()).isZero();
  }

  @Test
  void shouldTellConnectionsApartThatReuseTheirPorts() {
    open(0, 100, 900);
    wire.client(30, ACK | FIN, 101, 901, 0);
    wire.server(31, ACK | FIN, 901, 102, 0);
    wire.client(32, ACK, 102, 902, 0);
    open(100, 5000, 7000);
    wire.client(121, ACK | RST, 5001, 7001, 0);
    wire.client(130, SYN, 5000, 0, 0); // the same ISN, but after a RST

    assertThat(table.reports()).hasSize(3);
    assertThat(table.reports())
        .extracting(ConnectionReport::end)
        .containsExactly(ConnectionEnd.FIN, ConnectionEnd.RESET, ConnectionEnd.OPEN);
    assertThat(table.reports()).extracting(ConnectionReport::number).containsExactly(1, 2, 3);
    assertThat(table.reports()).extracting(ConnectionReport::packets).containsExactly(6L, 4L, 1L);
    assertThat(table.reports())
        .extracting(ConnectionReport::handshakeNs)
        .containsExactly(20 * MS, 20 * MS, ConnectionReport.NO_HANDSHAKE);
  }

  @Test
  void shouldTakeASynThatIsCapturedLateForItsOwnConnection() {
    wire.client(1, ACK | PSH, 101, 901, 50);
    wire.client(2, SYN, 100, 0, 0);
    wire.server(3, SYN | ACK, 900, 101, 0);
    wire.server(4, SYN | ACK, 900, 101, 0);

    assertThat(only().complete()).isTrue();
    assertThat(only().client().port()).isEqualTo(40_000);
  }

  @Test
  void shouldBeginAnotherConnectionWithASynAmidOneWithoutIts() {
    wire.server(1, ACK | PSH, 901, 101, 50);
    wire.client(2, ACK, 101, 951, 0);
    open(500, 77_000, 88_000);

    assertThat(table.reports()).extracting(ConnectionReport::packets).containsExactly(2L, 3L);
    assertThat(table.reports().get(0).serverKnown()).isFalse();
    assertThat(table.reports().get(0).client().port()).isEqualTo(80); // who sent first
    assertThat(table.reports().get(0).complete()).isFalse();
  }

  @Test
  void shouldTakeAConnectionThatBothEndsOpenForOne() {
    wire.client(0, SYN, 100, 0, 0);
    wire.server(1, ACK, 900, 101, 0); // a split handshake: ACK and SYN apart
    wire.server(2, SYN, 900, 0, 0);
    wire.client(3, SYN | ACK, 100, 901, 0);
    wire.server(4, ACK, 901, 101, 0);

    assertThat(only().packets()).isEqualTo(5);
    assertThat(only().client().port()).isEqualTo(40_000);
  }

  @Test
  void shouldTakeShuffledPacketsForOneConnection() {
    wire.client(50, ACK | PSH | FIN, 201, 901, 50);
    wire.server(60, ACK | FIN, 901, 252, 0);
    wire.server(20, SYN | ACK, 900, 101, 0);
    wire.client(0, SYN, 100, 0, 0);
    wire.client(30, ACK | PSH, 101, 901, 100);

    assertThat(only().packets()).isEqualTo(5);
    assertThat(only().durationNs()).isEqualTo(60 * MS);
  }

  @Test
  void shouldSayWhyAConnectionFailed() {
    wire.client(0, SYN, 100, 0, 0);
    wire.server(5, ACK | RST, 0, 101, 0);
    wire.usePort(40_001);
    wire.client(10, SYN, 100, 0, 0);
    wire.client(1010, SYN, 100, 0, 0);
    wire.usePort(40_002);
    wire.client(1020, SYN, 100, 0, 0);

    assertThat(table.reports())
        .extracting(ConnectionReport::end)
        .containsExactly(ConnectionEnd.REFUSED, ConnectionEnd.UNANSWERED, ConnectionEnd.OPEN);

    wire.usePort(40_003);
    open(40_000, 1, 2);
    assertThat(table.reports().get(2).end()).isEqualTo(ConnectionEnd.UNANSWERED);
  }

  @Test
  void shouldNotBelieveAForgedReset() {
    open(0, 100, 900);
    wire.client(30, RST, 1_000_000, 0, 0);

    assertThat(only().end()).isEqualTo(ConnectionEnd.OPEN);
    assertThat(only().packets()).isEqualTo(4);
  }

  @Test
  void shouldNotBeginAConnectionWithFlagsThatNoTcpSends() {
    wire.client(0, ACK | PSH, 101, 901, 50);
    wire.server(5, ACK | RST | SYN, 7_000_000, 151, 700);

    assertThat(only().packets()).isEqualTo(2);
    assertThat(only().serverKnown()).isFalse();
  }

  @Test
  void shouldCallAConnectionHalfClosedThatOneEndFinished() {
    open(0, 100, 900);
    wire.client(30, ACK | FIN, 101, 901, 0);

    assertThat(only().end()).isEqualTo(ConnectionEnd.HALF_CLOSED);
  }

  @Test
  void shouldNameTheServiceAndTheServerByItsPort() {
    ServicePorts services =
        new ServicePorts.Builder().configured(80, 80, new Service(1, "web")).build();
    table = new ConnectionTable(1 << 20, services);
    wire = new TrafficFixture(table, services);
    wire.server(1, ACK | PSH, 901, 101, 50);
    wire.client(2, ACK, 101, 951, 0);

    assertThat(only().service()).isEqualTo("web");
    assertThat(only().serverKnown()).isTrue();
    assertThat(only().server().port()).isEqualTo(80);
    assertThat(only().fromServer().payloadBytes()).isEqualTo(50);
  }

  @Test
  void shouldKeepWholeConnectionsWithinItsBudgetAndCountTheRest() {
    table = new ConnectionTable(20_000, ServicePorts.NONE);
    wire = new TrafficFixture(table, ServicePorts.NONE);
    for (int i = 0; i < 100; i++) {
      wire.usePort(40_000 + i);
      open(100 * i, 100, 900);
    }

    ConnectionReports reports = table.reports();
    assertThat(reports.size()).isBetween(10, 50);
    assertThat(reports).allMatch(report -> report.packets() == 3 && report.samples() == 2);
    NotKept notKept = reports.notKept();
    assertThat(notKept.packets()).isEqualTo(300 - 3L * reports.size());
    assertThat(notKept.samples()).isEqualTo(200 - 2L * reports.size());
    assertThat(notKept.times()).isZero();
    assertThat(notKept.timesRounded()).isZero();
    assertThat(notKept.words().orElseThrow())
        .isEqualTo(
            notKept.packets()
                + " packets and "
                + notKept.samples()
                + " samples belong to connections that are missing");
  }

  @Test
  void shouldRoundTimesForWhichItHasNoMemory() {
    int budget = 4000;
    table = new ConnectionTable(budget, ServicePorts.NONE);
    wire = new TrafficFixture(table, ServicePorts.NONE);
    open(0, 100, 900);
    long before = table.bytes();
    int asked = 500;
    for (int i = 0; i < asked; i++) {
      double ms = 1000.0 * (i + 1);
      wire.client(ms, ACK | PSH, 101 + 10 * i, 901, 10);
      wire.server(ms + 1 + i / 10.0, ACK, 901, 111 + 10 * i, 0);
    }

    assertThat(table.bytes()).isGreaterThan(before).isLessThanOrEqualTo(budget);
    TimeDistribution rtt = only().fromClient().rtt();
    assertThat(rtt.count()).isEqualTo(asked + 1); // the SYN's
    assertThat(rtt.minNs()).isEqualTo(MS);
    assertThat(rtt.maxNs()).isEqualTo(1 + (asked - 1) * MS / 10 + MS - 1);
    NotKept notKept = table.reports().notKept();
    assertThat(notKept.packets()).isZero();
    assertThat(notKept.timesRounded()).isPositive();
    assertThat(notKept.words().orElseThrow()).contains(" rounded, so percentiles");
  }

  @Test
  void shouldCountTheTimesOfAConnectionWhoseDistributionsFindNoMemory() {
    table = new ConnectionTable(TrackedConnection.BYTES * 8 / 7 + 2, ServicePorts.NONE);
    wire = new TrafficFixture(table, ServicePorts.NONE);
    open(0, 100, 900);

    assertThat(only().packets()).isEqualTo(3);
    assertThat(only().samples()).isZero();
    assertThat(only().fromClient().verdicts()).containsEntry(Verdict.EXACT, 1L);
    NotKept notKept = table.reports().notKept();
    assertThat(notKept.packets()).isZero();
    assertThat(notKept.times()).isPositive();
    assertThat(notKept.words().orElseThrow()).endsWith("RTT or response times missing");
  }

  @Test
  void shouldNotGiveAConnectionWhatHappensToOneThatHasNoRecord() {
    table = new ConnectionTable(20_000, ServicePorts.NONE);
    wire = new TrafficFixture(table, ServicePorts.NONE);
    for (int i = 0; i < 100; i++) {
      wire.usePort(40_000 + i);
      open(100 * i, 100, 900);
    }
    wire.usePort(40_000);
    wire.client(20_000, SYN, 700_000, 0, 0);
    wire.server(20_001, RST | ACK, 0, 700_001, 0);

    ConnectionReport first = table.reports().get(0);
    assertThat(first.end()).isNotEqualTo(ConnectionEnd.REFUSED);
    assertThat(first.packets()).isEqualTo(3);
  }

  @Test
  void shouldFindEachOfManyConnectionsAgain() {
    table = new ConnectionTable(100 << 20, ServicePorts.NONE);
    wire = new TrafficFixture(table, ServicePorts.NONE);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 5000; i++) {
        wire.usePort(40_000 + i);
        wire.client(round * 1000 + i / 10.0, ACK, 101 + round * 10, 901, 10);
      }
    }

    assertThat(table.reports()).hasSize(5000).allMatch(report -> report.packets() == 3);
  }

  private void open(int ms, int clientIsn, int serverIsn) {
    wire.client(ms, SYN, clientIsn, 0, 0);
    wire.server(ms + 20, SYN | ACK, serverIsn, clientIsn + 1, 0);
    wire.client(ms + 20.5, ACK, clientIsn + 1, serverIsn + 1, 0);
  }

  private ConnectionReport only() {
    List<ConnectionReport> reports = List.copyOf(table.reports());
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }
}
