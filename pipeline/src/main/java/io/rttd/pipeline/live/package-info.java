/** The door to live capture: what to listen on, and by which of the ways there are. */
package io.rttd.pipeline.live;
