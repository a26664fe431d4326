/**
 * rttd as a library: {@link io.rttd.probe.RttProbe} measures the TCP round-trip times of whatever
 * runs while it is open, {@link io.rttd.probe.CaptureFileProbe} those of a capture file.
 *
 * <pre>
 *  interface -> capture -> engine (no ring, no shard threads) -> VerdictTally -> RttReading
 *               '------------- one thread: rttd-probe -------------------'    any thread
 * </pre>
 */
package io.rttd.probe;
