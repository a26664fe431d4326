package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.rttd.model.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("names");
  }

  @Test
  void shouldNameAnAddressByTheLongestPrefixWhateverTheOrder() throws Exception {
    NetworkNames names =
        read(
            """
            # who is who
            10.0.0.0/8      corp
            10.1.2.3        db1   # a comment
            \t10.1.0.0/16\tams

            ::/0 six
            2001:db8::/32 doc\r
            2001:db8::7 api#1
            10.1.2.3/32 db1
            """);

    assertThat(names.size()).isEqualTo(6);
    assertThat(nameOf(names, "10.1.2.3")).contains("db1");
    assertThat(nameOf(names, "10.1.2.4")).contains("ams");
    assertThat(nameOf(names, "10.2.0.1")).contains("corp");
    assertThat(nameOf(names, "11.0.0.1")).as("::/0 holds no IPv4").isEmpty();
    assertThat(nameOf(names, "2001:db8::1")).contains("doc");
    assertThat(nameOf(names, "2001:db8::7")).contains("api#1");
    assertThat(nameOf(names, "fe80::1")).contains("six");
  }

  @Test
  void shouldReadAnEmptyFile() throws Exception {
    assertThat(read("").size()).isZero();
    assertThat(read("\uFEFF10.0.0.1 a").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/33 a | 1:1: 10.0.0.0/33: is invalid: prefix length 33 is not in 0 to 32",
        "10.0.0.1/24 a | 1:1: 10.0.0.1/24: is invalid: has address bits set beyond /24",
        "web 10.0.0.1 | 1:1: web: is invalid: not an IPv4 or IPv6 address or CIDR block",
        "10.0.0.1 | 1:1: 10.0.0.1: has no name",
        "10.0.0.1 # a | 1:1: 10.0.0.1: has no name",
        "10.0.0.1 a b | 1:12: b: comes after the name, which is one word",
        "10.0.0.1 a,b | 1:10: a,b: contains a comma",
        "10.0.0.1 other | 1:10: other: is reserved for the pairs beyond max_peers",
        "fe80::1%eth0 a | 1:1: fe80::1%eth0: is invalid: not an IPv4 or IPv6 address"
      })
  void shouldSayWhatIsWrongAndWhatIsAllowed(String line, String fault) throws Exception {
    assertThat(faults(line))
        .singleElement()
        .asString()
        .startsWith(file + ":" + fault)
        .endsWith("; allowed: a CIDR block or an address, and a name");
  }

  @Test
  void shouldListEveryFault() throws Exception {
    assertThat(faults("10.0.0.0/40 a\n10.0.0.1 b\n\n10.0.0.2\n10.0.0.1 c\n"))
        .extracting(ConfigFault::line, fault -> fault.problem().replaceFirst(";.*", ""))
        .containsExactly(
            tuple(1, "is invalid: prefix length 40 is not in 0 to 32"),
            tuple(4, "has no name"),
            tuple(5, "is also named b on an earlier line"));
  }

  @Test
  void shouldGiveUpOnAFileOfAnotherKind() throws Exception {
    assertThat(faults("nonsense\n".repeat(100_000)))
        .hasSize(1001)
        .first()
        .asString()
        .isEqualTo(file + ": has too many faults; the lines after 1000 were not read");
    Files.write(file, new byte[] {'1', (byte) 0xff});
    assertThat(faults()).singleElement().asString().contains("is not UTF-8");
    Files.write(file, new byte[NamesFile.MOST_BYTES + 1]);
    assertThat(faults()).singleElement().asString().contains("is larger than 16 MiB");
    Files.delete(file);
    assertThat(faults()).singleElement().asString().contains("no such file");
  }

  @Test
  void shouldHoldAHundredThousandNamesAndRefuseMoreThanTwice() throws Exception {
    NetworkNames names = read(lines(100_000));

    assertThat(names.size()).isEqualTo(100_000);
    assertThat(nameOf(names, "10.1.134.159")).contains("pod-99999.default");
    assertThat(faults(lines(NamesFile.MOST_NAMES + 1)))
        .singleElement()
        .asString()
        .contains("names more than 200000 networks");
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "10.%d.%d.%d pod-%d.default".formatted(i >> 16, i >> 8 & 0xFF, i & 0xFF, i))
        .collect(Collectors.joining("\n"));
  }

  private NetworkNames read(String text) throws IOException, ConfigException {
    Files.writeString(file, text);
    return NamesFile.read(file);
  }

  private List<ConfigFault> faults(String text) throws IOException {
    Files.writeString(file, text);
    return faults();
  }

  private List<ConfigFault> faults() {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> NamesFile.read(file));
    assertThat(refused).as("must be refused").isNotNull();
    return refused.faults();
  }

  private static Optional<String> nameOf(NetworkNames names, String address) {
    return names.nameOf(Address.of(Cidr.parse(address).address()));
  }
}
