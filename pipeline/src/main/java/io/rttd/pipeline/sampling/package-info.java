/**
 * When to capture less than everything, and how much: pure algorithms that get the time passed in.
 */
package io.rttd.pipeline.sampling;
