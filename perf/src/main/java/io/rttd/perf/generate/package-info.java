/** Captures generated from a seed, so that benchmarks are the same everywhere. */
package io.rttd.perf.generate;
