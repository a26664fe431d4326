/** Typed, validated configuration: immutable records, and the YAML reader that creates them. */
package io.rttd.config;
