/** Entry point of live capture: chooses interface and capture method. */
package io.rttd.pipeline.live;
