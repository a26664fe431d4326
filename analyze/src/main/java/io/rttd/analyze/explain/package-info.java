/** Explains the history of each segment of one flow. */
package io.rttd.analyze.explain;
