/** When less than everything is captured, and how much: pure algorithms that are told the time. */
package io.rttd.pipeline.sampling;
