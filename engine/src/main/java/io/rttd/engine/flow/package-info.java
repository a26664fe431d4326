/** Which flow a segment belongs to: records off-heap, found by a seeded hash of the tuple. */
package io.rttd.engine.flow;
