package io.rttd.config;

/**
 * One key that a configuration file may hold: the reference that the reader, its messages and the
 * documentation share.
 *
 * @param section where the key stands
 * @param name the key as written
 * @param type the kind of value
 * @param defaultText what holds when the key is absent: a YAML value, or words where the value is
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
