/** Whose samples they are: (src, dst) pairs and their statistics within an interval. */
package io.rttd.engine.pair;
