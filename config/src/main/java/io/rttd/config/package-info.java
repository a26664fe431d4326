/** Typed, validated configuration: immutable records, and the reader that makes them from YAML. */
package io.rttd.config;
