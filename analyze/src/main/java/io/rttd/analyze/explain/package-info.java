/** The life of each segment of one flow, in words. */
package io.rttd.analyze.explain;
