package io.rttd.config;

/**
 * One key that a configuration file may hold: the single source for the reader, its messages and
 * the documentation.
 *
 * @param section section that the key belongs to
 * @param name the key as written
 * @param type the kind of value
 * @param defaultText default if the key is absent: a YAML value, or a description if the value is
 *     derived
 * @param allowed the legal values, as a fault quotes them
 * @param meaning what it does
 */
public record ConfigKey(
    ConfigSection section,
    String name,
    String type,
    String defaultText,
    String allowed,
    String meaning) {}
