package io.rttd.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;

class LibpcapDevicesTest {
  private static final CaptureInterface UNKNOWN =
      new CaptureInterface("gone0", 77, false, false, List.of(), Optional.empty(), 1500);

  @Test
  void shouldDescribeLoopbackAsJavaDoes() {
    assumeTrue(!installed().isEmpty(), "no libpcap here");
    CaptureInterface loopback = loopback();

    CaptureInterface device = named(CaptureInterfaces.devices(), loopback.name());

    assertThat(device.addresses()).containsExactlyInAnyOrderElementsOf(loopback.addresses());
    assertThat(device).usingRecursiveComparison().ignoringFields("addresses").isEqualTo(loopback);
  }

  @Test
  void shouldListWhatOnlyLibpcapKnowsExceptOnLinux() {
    List<PcapNetworkInterface> installed = installed();
    assumeTrue(!installed.isEmpty(), "no libpcap here");
    List<CaptureInterface> known = List.of(loopback(), UNKNOWN);

    assertThat(LibpcapDevices.with(known, () -> installed, true))
        .extracting(CaptureInterface::name)
        .containsExactly(loopback().name(), UNKNOWN.name());
    assertThat(LibpcapDevices.with(known, () -> installed, false))
        .hasSize(installed.size() + 1)
        .endsWith(UNKNOWN)
        .extracting(CaptureInterface::name)
        .containsAll(installed.stream().map(PcapNetworkInterface::getName).toList());
  }

  @Test
  void shouldListWhatJavaKnowsWithoutLibpcap() {
    List<CaptureInterface> known = List.of(UNKNOWN);

    assertThat(LibpcapDevices.with(known, LibpcapDevicesTest::missing, false)).isEqualTo(known);
    assertThat(LibpcapDevices.with(known, LibpcapDevicesTest::failing, false)).isEqualTo(known);
  }

  private static List<PcapNetworkInterface> missing() {
    throw new UnsatisfiedLinkError("libpcap.so");
  }

  private static List<PcapNetworkInterface> failing() throws PcapNativeException {
    throw new PcapNativeException("no permission");
  }

  private static List<PcapNetworkInterface> installed() {
    try {
      return Pcaps.findAllDevs();
    } catch (PcapNativeException | LinkageError e) {
      return List.of();
    }
  }

  private static CaptureInterface loopback() {
    return CaptureInterfaces.list().stream()
        .filter(CaptureInterface::loopback)
        .findFirst()
        .orElseThrow();
  }

  private static CaptureInterface named(List<CaptureInterface> interfaces, String name) {
    return interfaces.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
