/** The engine's input: decoded TCP segments, and the interface that takes them. */
package io.rttd.engine.segment;
