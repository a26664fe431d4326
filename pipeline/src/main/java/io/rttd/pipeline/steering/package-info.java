/**
 * Applies a capture's configuration: interfaces, names and filter, and the filter's changes while
 * the capture runs.
 */
package io.rttd.pipeline.steering;
