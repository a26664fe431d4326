/**
 * One capture at work: source, pump, engine; copies, reports and sampling. The only place that
 * joins capture and engine.
 */
package io.rttd.pipeline;
