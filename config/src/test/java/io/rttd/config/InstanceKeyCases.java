package io.rttd.config;

import static io.rttd.config.KeyCase.instance;

import java.util.List;
import java.util.Optional;

/** The keys of an instance. */
final class InstanceKeyCases {
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
              InstanceConfig::tags,
              List.of(),
              "{}",
              List.of(),
              "[a]",
              "{db: 10.0.0.0/8}",
              "{db: [x]}",
              "{'a|b': []}",
              "{db: [10.0.0.0/8]}"),
          instance("aggregate_ipv4", InstanceConfig::tags, List.of(), "32", List.of(), "33", "24"),
          instance(
              "aggregate_ipv6", InstanceConfig::tags, List.of(), "128", List.of(), "129", "48"),
          instance("sample", InstanceConfig::tags, List.of(), "no", List.of(), "true", "5"),
          instance(
              "sample_duration", InstanceConfig::tags, List.of(), "0", List.of(), "86401", "10"),
          instance("sample_interval", InstanceConfig::tags, List.of(), "0", List.of(), "-1", "10"));

  private InstanceKeyCases() {}
}
