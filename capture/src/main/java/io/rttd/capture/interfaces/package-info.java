/**
 * Which interfaces there are, what they are called, and which addresses are local: read from the
 * kernel in one place ({@link io.rttd.capture.interfaces.InterfaceMonitor}), and handed on as a
 * value ({@link io.rttd.capture.interfaces.InterfaceDirectory}).
 */
package io.rttd.capture.interfaces;
