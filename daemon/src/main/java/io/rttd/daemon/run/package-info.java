/**
 * The wiring: one engine and one capture agent per instance, one reporter for all.
 *
 * <pre>
 *   instance:  FrameSource -> CaptureAgent -> RttEngine --+
 *   instance:  FrameSource -> CaptureAgent -> RttEngine --+-> Reporter -> MetricSink(s)
 * </pre>
 */
package io.rttd.daemon.run;
