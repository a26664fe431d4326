/** Captures made from a seed, for benchmarks that are to be the same everywhere. */
package io.rttd.perf.generate;
