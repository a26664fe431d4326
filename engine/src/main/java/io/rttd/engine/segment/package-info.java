/** The engine's vocabulary: what a decoded TCP segment is, and the door that it comes in by. */
package io.rttd.engine.segment;
