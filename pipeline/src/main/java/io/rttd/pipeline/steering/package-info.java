/**
 * What a configuration says about a capture, put into practice: which interfaces, whose names,
 * which filter; and the filter's changes while the capture runs.
 */
package io.rttd.pipeline.steering;
