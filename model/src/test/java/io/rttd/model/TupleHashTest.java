package io.rttd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TupleHashTest {
  @Test
  void shouldGiveBothDirectionsTheSameHash() {
    TupleHash hash = new TupleHash(1);
    Random random = new Random(5);
    for (int i = 0; i < 1000; i++) {
      long aHi = random.nextLong();
      long aLo = random.nextLong();
      int aPort = random.nextInt(65_536);
      long bHi = random.nextLong();
      long bLo = random.nextLong();
      int bPort = random.nextInt(65_536);
      assertThat(hash.ofFlow(aHi, aLo, aPort, bHi, bLo, bPort))
          .isEqualTo(hash.ofFlow(bHi, bLo, bPort, aHi, aLo, aPort));
      assertThat(hash.ofPair(aHi, aLo, bHi, bLo, 0))
          .isNotEqualTo(hash.ofPair(bHi, bLo, aHi, aLo, 0))
          .isNotEqualTo(hash.ofPair(aHi, aLo, bHi, bLo, 1));
    }
  }

  @Test
  void shouldNotCollideOnNeighbouringTuples() {
    TupleHash hash = new TupleHash(2);
    Set<Long> seen = new HashSet<>();
    for (int address = 0; address < 300; address++) {
      for (int port = 0; port < 300; port++) {
        seen.add(hash.ofFlow(0, Addresses.ipv4Lo(address), port, 0, Addresses.ipv4Lo(77), 443));
      }
    }
    assertThat(seen).hasSize(90_000);
  }

  @Test
  void shouldSpreadFlowsEvenlyByTheUpperHalfOfTheHash() {
    TupleHash hash = new TupleHash(3);
    int[] shards = new int[4];
    for (int port = 0; port < 40_000; port++) {
      long h = hash.ofFlow(0, Addresses.ipv4Lo(1), port, 0, Addresses.ipv4Lo(2), 443);
      shards[(int) (((h >>> 32) * 4) >>> 32)]++;
    }
    for (int count : shards) {
      assertThat(count).isBetween(9_500, 10_500);
    }
  }

  /**
   * An attacker who chooses the upper half of an IPv6 address must not be able to cancel the port.
   */
  @Test
  void shouldNotCollideOnPrefixesThatMakeUpForThePort() {
    long multiplier = 0xD6E8_FEB8_6659_FD93L;
    long inverse = BigInteger.valueOf(multiplier).modInverse(BigInteger.TWO.pow(64)).longValue();
    for (long factor : new long[] {1, inverse}) {
      TupleHash hash = new TupleHash(4);
      Set<Long> seen = new HashSet<>();
      for (int port = 0; port < 1000; port++) {
        seen.add(hash.ofFlow(0x2001_0002L - port * factor, 1, port, 5, 6, 443));
      }
      assertThat(seen).hasSize(1000);
    }
  }

  @Test
  void shouldDependOnItsSeed() {
    assertThat(new TupleHash(1).ofFlow(0, 1, 2, 0, 3, 4))
        .isNotEqualTo(new TupleHash(2).ofFlow(0, 1, 2, 0, 3, 4));
  }
}
