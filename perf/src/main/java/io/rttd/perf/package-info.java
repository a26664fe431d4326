/** Benchmarks of rttd, and the command that runs them. */
package io.rttd.perf;
