/** What leaves the engine at the end of a report interval. */
package io.rttd.engine.snapshot;
