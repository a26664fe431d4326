/** JMH benchmarks of the hot path. */
package io.rttd.perf.bench;
