/**
 * Proof: benchmarks, a relay that imposes known delays, traffic over it, and the table of truth.
 */
package io.rttd.perf;
