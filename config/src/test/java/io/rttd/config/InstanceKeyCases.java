package io.rttd.config;

import static io.rttd.config.KeyCase.instance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of an instance. */
final class InstanceKeyCases {
  private static final Optional<InstanceConfig.Sampling> MEASURE_10_REST_50 =
      Optional.of(new InstanceConfig.Sampling(Duration.ofSeconds(10), Duration.ofSeconds(50)));

  static final List<KeyCase> ALL =
      List.of(
          instance(
              "exclude_ips",
              InstanceConfig::excludedNetworks,
              List.of(),
              "[10.1.0.0/16]",
              List.of(Cidr.parse("10.1.0.0/16")),
              "[10.1.0.1/16]",
              "10.1.0.1"),
          instance(
              "ips",
              InstanceConfig::networks,
              List.of(),
              "[10.9.8.7, '2001:db8::/32']",
              List.of(Cidr.parse("10.9.8.7/32"), Cidr.parse("2001:db8::/32")),
              "[10.9.8]",
              "[www.example.org]",
              "[10.0.0.0/33]",
              "['2001:db8::/129']",
              "[10.0.0.0/+8]",
              "[10.0.0.01]",
              "['::1::']",
              "['fe80::1%eth0']",
              "[[10.0.0.1]]"),
          instance(
              "hosts",
              InstanceConfig::hosts,
              List.of(),
              "[db_1.example.org, 10.9.8.7]",
              List.of("db_1.example.org", "10.9.8.7"),
              "[-x]",
              "[a..b]",
              "['a b']",
              "[10.0.0.0/8]",
              "[" + "a.".repeat(130) + "a]"),
          instance(
              "ports",
              InstanceConfig::ports,
              List.of(),
              "[443, '5432']",
              List.of(443, 5432),
              "[0]",
              "[65536]",
              "[443, 443]",
              "443"),
          instance(
              "filter",
              InstanceConfig::filter,
              Optional.empty(),
              "not port 22",
              Optional.of("not port 22"),
              "\"port \\x07\"",
              "[port, 22]",
              "x".repeat(4097)),
          instance(
              "tags",
              InstanceConfig::tags,
              List.of(),
              "[foo:bar]",
              List.of("foo:bar"),
              "foo:bar",
              "[' a']"),
          instance("mode", InstanceConfig::mode, Mode.HOST, "tap", Mode.TAP, "router"),
          instance(
              "local_networks",
              InstanceConfig::localNetworks,
              List.of(),
              "[10.0.0.0/8]",
              List.of(Cidr.parse("10.0.0.0/8")),
              "[nowhere]"),
          instance(
              "groups",
              c -> c.grouping().groups(),
              Map.of(),
              "{db: [10.1.0.0/16, '2001:db8::/32'], web: [10.2.0.1]}",
              Map.of(
                  "db", List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("2001:db8::/32")),
                  "web", List.of(Cidr.parse("10.2.0.1/32"))),
              "[a]",
              "{db: 10.0.0.0/8}",
              "{db: [x]}",
              "{'a|b': []}",
              "{other: [10.0.0.0/8]}",
              "{a: [10.0.0.0/8], b: [10.0.0.0/8]}"),
          instance(
              "aggregate_ipv4",
              c -> c.grouping().ipv4PrefixLength(),
              32,
              "24",
              24,
              "33",
              "-1",
              "/24"),
          instance(
              "aggregate_ipv6", c -> c.grouping().ipv6PrefixLength(), 128, "48", 48, "129", "x"),
          instance("promiscuous", InstanceConfig::promiscuous, false, "true", true, "maybe", "1"),
          instance("tunnels", InstanceConfig::tunnels, false, "true", true, "maybe", "1"),
          instance(
              "reverse_lookup", InstanceConfig::reverseLookup, false, "true", true, "maybe", "1"),
          instance(
              "sample",
              InstanceConfig::sampling,
              Optional.empty(),
              "true\n  sample_duration: 10\n  sample_interval: 50",
              MEASURE_10_REST_50,
              "5"),
          instance(
              "sample_duration",
              InstanceConfig::sampling,
              Optional.empty(),
              "10\n  sample: true\n  sample_interval: 50",
              MEASURE_10_REST_50,
              "86401",
              "10"),
          instance(
              "sample_interval",
              InstanceConfig::sampling,
              Optional.empty(),
              "50\n  sample: true\n  sample_duration: 10",
              MEASURE_10_REST_50,
              "-1",
              "10"));

  private InstanceKeyCases() {}
}
