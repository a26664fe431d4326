/**
 * Which interfaces there are, what they are called, and which addresses are local: read from the
 * kernel in one place ({@link io.rttd.pipeline.interfaces.InterfaceMonitor}), and handed on as a
 * value ({@link io.rttd.pipeline.interfaces.InterfaceDirectory}).
 */
package io.rttd.pipeline.interfaces;
