/**
 * Captures generated from a seed: the same on every machine. Benchmarks measure with them, and a
 * package trains the JVM's ahead-of-time cache with them ({@link
 * io.rttd.training.TrainingCaptures}).
 */
package io.rttd.training;
